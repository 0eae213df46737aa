import type { JsonObject, Part, ToolCall } from '../store/model.js';
import { blocksOf, clineName, partsOf } from './clineParts.js';
import { withoutElements } from './elements.js';
import { resultIn, saysFailed, splitEnvironment, unwrapped } from './clineText.js';
import { type Told, toldIn } from './clineWords.js';
import { contentOf } from './parts.js';
import { stringAt } from './pick.js';
import type { Turn } from './turns.js';

/** A turn without a name and a time. */
export type BareTurn = Omit<Turn, 'timestamp' | 'id'>;

/**
 * What a message of the user holds: results of the calls in the answer before it, and what was said. `more`: fields
 * of the message that are kept.
 */
export function promptTurns(
	message: JsonObject,
	calls: readonly ToolCall[],
	more: JsonObject | undefined,
): readonly BareTurn[] {
	const blocks = blocksOf(message['content']);
	// A text can only be the result of a call that has no other.
	const answered = new Set(blocks.map((block) => stringAt(block, 'tool_use_id')));
	const open = new OpenCalls(calls, answered);
	const { results, said, environment } = new Prompt(blocks, open);
	const turns = [...results];
	// A message that only tells of the environment is Cline's own.
	if (said.length > 0) turns.push({ role: 'user', content: contentOf(said), metadata: {} });
	else if (turns.length === 0)
		turns.push({ role: environment.length > 0 ? 'system' : 'user', content: '', metadata: {} });
	const last = turns.at(-1);
	if (!last || (environment.length === 0 && !more)) return turns;
	const kept = { ...more, ...(environment.length > 0 && { environment: environment.join('\n\n') }) };
	return [...turns.slice(0, -1), { ...last, metadata: { ...last.metadata, [clineName]: kept } }];
}

/** Calls that have no result yet. */
class OpenCalls {
	readonly #names: ReadonlyMap<string, string>;
	/** By the name of the tool, the first call last. */
	readonly #byName = new Map<string, ToolCall[]>();
	#count: number;
	#last: ToolCall | undefined;

	/** `answered`: ids of calls whose results are blocks. */
	constructor(all: readonly ToolCall[], answered: ReadonlySet<string | undefined>) {
		this.#names = new Map(all.map(({ id, name }) => [id, name]));
		const calls = all.filter(({ id }) => !answered.has(id));
		for (const call of calls.toReversed()) {
			const others = this.#byName.get(call.name);
			if (others) others.push(call);
			else this.#byName.set(call.name, [call]);
		}
		this.#count = calls.length;
	}

	nameOf(id: string): string {
		return this.#names.get(id) ?? '';
	}

	/**
	 * The first call of a tool; the only one that is left, whatever it is called here; or the last one again, whose
	 * result is told in two texts where the person said something.
	 */
	take(tool: string): ToolCall | undefined {
		let calls = this.#byName.get(tool);
		if (!calls?.length && this.#count === 1)
			calls = [...this.#byName.values()].find(({ length }) => length > 0);
		const call = calls?.pop();
		const again = this.#last?.name === tool ? this.#last : undefined;
		this.#last = call;
		if (call) this.#count -= 1;
		return call ?? again;
	}
}

class Prompt {
	readonly results: BareTurn[] = [];
	readonly said: Part[] = [];
	readonly environment: string[] = [];
	/** Blocks to come, the next one last. */
	readonly #blocks: JsonObject[];

	constructor(blocks: readonly JsonObject[], open: OpenCalls) {
		this.#blocks = blocks.toReversed();
		for (let block = this.#blocks.pop(); block; block = this.#blocks.pop()) this.#take(block, open);
	}

	#take(block: JsonObject, open: OpenCalls): void {
		const toolCallId = stringAt(block, 'tool_use_id');
		if (stringAt(block, 'type') === 'tool_result' && toolCallId !== undefined) {
			const blocks = blocksOf(block['content']);
			const parts = this.#resultParts(blocks, open.nameOf(toolCallId));
			this.#result(toolCallId, parts, block['is_error'] === true || hasFailed(blocks));
			return;
		}
		const result = resultIn(textOf(block) ?? '');
		const call = result && open.take(result.tool);
		if (!result || !call) {
			for (const part of this.#saidIn(block)) this.said.push(part);
			return;
		}
		const text = this.#textOf({ type: 'text', text: result.text }) ?? '';
		const texts = text.trim() === '' ? this.#nextText() : [{ type: 'text', text }];
		const parts = this.#resultParts([...texts, ...this.#nextImages()], call.name);
		const [first] = parts;
		this.#result(call.id, [...this.#begun(call), ...parts], first?.type === 'text' && saysFailed(first.text));
	}

	/** What was already told of the result. */
	#begun({ id }: ToolCall): readonly Part[] {
		if (this.results.at(-1)?.toolCallId !== id) return [];
		const content = this.results.pop()?.content ?? [];
		if (typeof content !== 'string') return content;
		return content === '' ? [] : [{ type: 'text', text: content }];
	}

	/** What comes next, if it is a text, but not the heading of another result. */
	#nextText(): readonly JsonObject[] {
		const next = this.#blocks.at(-1);
		const text = textOf(next);
		if (!next || text === undefined || resultIn(text)) return [];
		this.#blocks.pop();
		return [next];
	}

	/** A result without what the person said in it, and what they added to that. */
	#resultParts(blocks: readonly JsonObject[], tool: string): readonly Part[] {
		const parts: Part[] = [];
		let isSaying = false;
		for (const block of blocks) {
			const text = this.#textOf(block);
			const told = text === undefined ? undefined : toldIn(text, tool);
			isSaying ||= told !== undefined && told.words.length > 0;
			if (!told) for (const part of partsOf(block)) (isSaying ? this.said : parts).push(part);
			else if (isSaying) this.#hear(told, parts);
			else if (told.text.trim() !== '') parts.push({ type: 'text', text: unwrapped(told.text) });
		}
		return parts;
	}

	#hear({ text, words }: Told, parts: Part[]): void {
		const files: Part[] = [];
		const left = withoutFiles(text, files).trim();
		if (left !== '') parts.push({ type: 'text', text: left });
		for (const each of words)
			for (const part of this.#saidIn({ type: 'text', text: each })) this.said.push(part);
		for (const file of files) this.said.push(file);
	}

	#nextImages(): readonly JsonObject[] {
		const images: JsonObject[] = [];
		for (let next = this.#blocks.at(-1); stringAt(next, 'type') === 'image'; next = this.#blocks.at(-1)) {
			this.#blocks.pop();
			if (next) images.push(next);
		}
		return images;
	}

	/** The text without what the tool tells of the machine. */
	#textOf(block: JsonObject): string | undefined {
		const text = textOf(block);
		if (text === undefined) return undefined;
		const split = splitEnvironment(text);
		for (const each of split.environment) this.environment.push(each);
		return split.text;
	}

	/** What a person said, and files that they mentioned. */
	#saidIn(block: JsonObject): readonly Part[] {
		const text = this.#textOf(block);
		if (text === undefined) return partsOf(block);
		const said = withoutElements(text, instructions, (_, inner) => void this.environment.push(inner.trim()));
		const { words, text: left } = toldIn(said, '');
		const files: Part[] = [];
		if (words.length > 0 || isOfTool.test(said)) {
			const heard = [...words];
			const own = withoutElements(withoutFiles(left, files), userMessage, ([tag], inner) => {
				heard.push(`${tag}${inner}</user_message>`);
			});
			if (own.trim() !== '') this.environment.push(own.trim());
			return [...heard.flatMap((each) => this.#saidIn({ type: 'text', text: each })), ...files];
		}
		const own = unwrapped(isSaid.test(said) ? withoutFiles(said, files) : said);
		return [...(own.trim() === '' ? [] : [{ type: 'text', text: own } as const]), ...files];
	}

	#result(toolCallId: string, parts: readonly Part[], failed: boolean): void {
		this.results.push({
			role: 'tool',
			content: contentOf(parts),
			toolCallId,
			metadata: failed ? { isError: true } : {},
		});
	}
}

/** How texts begin by which Cline tells a model something in the name of the person. */
const beginnings = [
	String.raw`# (?:task_progress|todo list)\s+(?:(?:list )?\(optional|creation|recommended|update|you've made)`,
	String.raw`\*\*all \d+ items have been completed|\[task resumption\]|\[error\] you did not use a tool`,
	'new instructions for task continuation|new message to respond to with ',
];
const isOfTool = new RegExp(String.raw`^\s*(?:${beginnings.join('|')})`, 'i');

/** What a slash command tells the model. */
const instructions = /<(explicit_instructions)[^>]{0,200}>/;

const isSaid = /^\s*(?:<(?:task|feedback|answer|user_message)>|Files attached by the user:)/;

const userMessage = /<(user_message)>/;

/** What a person mentioned in a prompt, or added to it. */
const attached = /<(file_content|folder_content|url_content) (?:path|url)="([^"]{0,2000})"[^>]{0,200}>/;

function withoutFiles(text: string, files: Part[]): string {
	return withoutElements(text, attached, ([, , name = ''], inner) => {
		files.push({ type: 'file', name, text: inner.replace(/^\n|\n$/g, '') });
	}).replace(/(?:^|\n)Files attached by the user:\n*$/, '');
}

/** Whether a result is made of outcomes of which none is good. */
function hasFailed(outcomes: readonly JsonObject[]): boolean {
	return outcomes.length > 0 && outcomes.every(({ success }) => success === false);
}

function textOf(block: JsonObject | undefined): string | undefined {
	return stringAt(block, 'type') === 'text' ? stringAt(block, 'text') : undefined;
}
