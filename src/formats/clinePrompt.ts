import type { JsonObject, Part, ToolCall } from '../store/model.js';
import { blocksOf, clineName, partsOf } from './clineParts.js';
import { withoutElements } from './elements.js';
import { resultIn, saysFailed, splitEnvironment, unwrapped } from './clineText.js';
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
	const open = new OpenCalls(calls.filter(({ id }) => !answered.has(id)));
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
	/** By the name of the tool, the first call last. */
	readonly #byName = new Map<string, ToolCall[]>();
	#count: number;

	constructor(calls: readonly ToolCall[]) {
		for (const call of calls.toReversed()) {
			const others = this.#byName.get(call.name);
			if (others) others.push(call);
			else this.#byName.set(call.name, [call]);
		}
		this.#count = calls.length;
	}

	/** The first call of a tool; the only one that is left, whatever it is called here. */
	take(tool: string): ToolCall | undefined {
		let calls = this.#byName.get(tool);
		if (!calls?.length && this.#count === 1)
			calls = [...this.#byName.values()].find(({ length }) => length > 0);
		const call = calls?.pop();
		if (call) this.#count -= 1;
		return call;
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
			const parts = blocksOf(block['content']).flatMap((inner) => this.#partsOf(inner));
			this.#result(toolCallId, parts, block['is_error'] === true);
			return;
		}
		const result = resultIn(textOf(block) ?? '');
		const call = result && open.take(result.tool);
		if (!result || !call) {
			for (const part of this.#saidIn(block)) this.said.push(part);
			return;
		}
		const texts = this.#partsOf({ type: 'text', text: result.text });
		const parts = [...(texts.length > 0 ? texts : this.#nextText()), ...this.#nextImages()];
		const [first] = parts;
		this.#result(call.id, parts, first?.type === 'text' && saysFailed(first.text));
	}

	/** What comes next, if it is a text, but not the heading of another result. */
	#nextText(): readonly Part[] {
		const text = textOf(this.#blocks.at(-1));
		if (text === undefined || resultIn(text)) return [];
		this.#blocks.pop();
		return this.#partsOf({ type: 'text', text });
	}

	#nextImages(): readonly Part[] {
		const images: Part[] = [];
		for (let next = this.#blocks.at(-1); stringAt(next, 'type') === 'image'; next = this.#blocks.at(-1)) {
			this.#blocks.pop();
			if (next) images.push(...partsOf(next));
		}
		return images;
	}

	#partsOf(block: JsonObject): readonly Part[] {
		const text = this.#textOf(block);
		if (text === undefined) return partsOf(block);
		return text.trim() === '' ? [] : [{ type: 'text', text: unwrapped(text) }];
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
		if (isOfTool.test(said)) {
			this.environment.push(said.trim());
			const told = userMessage.exec(said)?.[1]?.trim();
			return told === undefined ? [] : [{ type: 'text', text: told }];
		}
		const files: Part[] = [];
		const left = isSaid.test(said)
			? withoutElements(said, attached, ([, , name = ''], inner) => {
					files.push({ type: 'file', name, text: inner.replace(/^\n|\n$/g, '') });
				}).replace(/^\s*Files attached by the user:\s*/, '')
			: said;
		return [...(left.trim() === '' ? [] : [{ type: 'text', text: unwrapped(left) } as const]), ...files];
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

/** What Cline tells a model in the name of the person. */
const isOfTool =
	/^\s*(?:# (?:task_progress|todo list)|\[task resumption\]|\[error\] you did not use a tool|new (?:instructions|message) )/i;

/** What a slash command tells the model. */
const instructions = /<(explicit_instructions)[^>]{0,200}>/;

const isSaid = /^\s*(?:<(?:task|feedback|answer|user_message)>|Files attached by the user:)/;

/** What a person mentioned in a prompt, or added to it. */
const attached = /<(file_content|folder_content|url_content) (?:path|url)="([^"]{0,2000})"[^>]{0,200}>/;

const userMessage = /<user_message>([^]*)<\/user_message>/;

function textOf(block: JsonObject | undefined): string | undefined {
	return stringAt(block, 'type') === 'text' ? stringAt(block, 'text') : undefined;
}
