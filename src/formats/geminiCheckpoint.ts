import type { IncomingMessage, IncomingSession } from '../store/incoming.js';
import type { Json, JsonObject } from '../store/model.js';
import { fingerprint } from '../store/contentNames.js';
import { exportReader } from './exportReader.js';
import type { Faults } from './faults.js';
import { readTurn } from './geminiMessage.js';
import { geminiName } from './geminiParts.js';
import { isJsonObject, without } from './json.js';
import { cleaned, cleanedFields } from './pack.js';
import { listAt, objectAt, stringAt } from './pick.js';
import { type FormatReader, type InputFile, type ReadContext, invalid } from './source.js';

/**
 * What Gemini CLI writes of a history for the model, without ids and times: `/chat save` (with how a person signed in,
 * or bare as `/chat share` has it), and before it changes a file, with the call that would (`checkpoints/`).
 */
export function isCheckpoint({ head }: Pick<InputFile, 'head'>): boolean {
	return head.length === 1 && historyIn(head[0] ?? null) !== undefined;
}

function historyIn(value: Json): readonly Json[] | undefined {
	const list = Array.isArray(value)
		? (value as readonly Json[])
		: (listAt(value, 'clientHistory') ?? listAt(value, 'history'));
	return list?.[0] !== undefined && isContent(list[0]) ? list : undefined;
}

function isContent(value: Json): value is JsonObject {
	return ['user', 'model'].includes(stringAt(value, 'role') ?? '') && listAt(value, 'parts') !== undefined;
}

/** Of several files about one conversation the newest stays, with what only the others have as branches. */
export function checkpointReader(context: ReadContext): FormatReader {
	return exportReader(
		context,
		(file, faults) => (value) => readCheckpoint(value, file, { faults, context }),
		(value) => [value],
	);
}

interface Reader {
	readonly faults: Faults;
	readonly context: ReadContext;
}

/** Throws StoreError `INVALID` where nothing was said. */
function readCheckpoint(value: Json, file: InputFile, { faults, context }: Reader): IncomingSession {
	const { path, modified } = file;
	const messages: IncomingMessage[] = [];
	let calls: Calls | undefined;
	const begun: { title?: string | undefined; id?: string } = {};
	let after: string | null = null;
	for (const content of historyIn(value) ?? []) {
		if (!isContent(content)) {
			faults.note(1, 'no message of Gemini CLI; left out');
			continue;
		}
		const isAnswer = content['role'] === 'model';
		if (isAnswer) calls = new Calls(content);
		for (const [at, said] of (isAnswer ? [calls?.named] : splitPrompt(content, calls)).entries()) {
			faults.attempt(1, () => {
				const name = fingerprint(JSON.stringify([after, at, cleaned(content)]));
				const record = { type: isAnswer ? 'gemini' : 'user', content: said ?? [] };
				const turn = readTurn(record, { id: name, time: modified, compaction: false });
				for (const message of turn.messages) {
					messages.push(context.pack({ ...message, after: message.after ?? after }));
					after = message.id;
				}
				begun.title ??= turn.title;
				// By how it begins, so that it stays the same when the conversation goes on.
				if (isAnswer && begun.title !== undefined) begun.id ??= name;
			});
		}
	}
	const [last] = messages.slice(-1);
	if (!last) throw invalid('a history of Gemini CLI in which nothing was said');
	const about = isJsonObject(value) ? without(without(value, 'history'), 'clientHistory') : {};
	const left = cleanedFields(about, (message) => {
		context.warn(path, message);
	});
	return {
		source: { format: geminiName, id: begun.id ?? last.id },
		title: begun.title ?? 'Untitled',
		parent: null,
		relation: 'child',
		shares: null,
		messages,
		head: last.id,
		snapshots: [],
		agentName: null,
		metadata: Object.keys(left).length > 0 ? { [geminiName]: left } : {},
		shared: false,
		createdAt: modified,
		updatedAt: modified,
	};
}

/** The calls of an answer. Older ones have no ids; what comes back for them names the tool. */
class Calls {
	/** The parts of the answer, each call with an id. */
	readonly named: readonly Json[];
	readonly #ids = new Set<string>();
	/** Of calls without a result, by their tools. */
	readonly #open = new Map<string, Iterator<string>>();

	constructor(content: JsonObject) {
		const byName = new Map<string, string[]>();
		this.named = (listAt(content, 'parts') ?? []).map((part, i): Json => {
			const call = objectAt(part, 'functionCall');
			if (!call) return part;
			const name = stringAt(call, 'name') ?? '';
			const id = stringAt(call, 'id') ?? `${name}-${String(i + 1)}`;
			this.#ids.add(id);
			const others = byName.get(name);
			if (others) others.push(id);
			else byName.set(name, [id]);
			return { ...(part as JsonObject), functionCall: { ...call, id } };
		});
		for (const [name, ids] of byName) this.#open.set(name, ids.values());
	}

	idOf(answer: JsonObject): string {
		const [id, name] = [stringAt(answer, 'id') ?? '', stringAt(answer, 'name') ?? ''];
		return this.#ids.has(id) ? id : ((this.#open.get(name)?.next().value as string | undefined) ?? id);
	}
}

/** What tools answered, with pictures and files that came along, apart from what was said. */
function splitPrompt(content: JsonObject, calls: Calls | undefined): readonly (readonly Json[])[] {
	const answers: { readonly functionResponse: JsonObject & { readonly parts: Json[] } }[] = [];
	const said: Json[] = [];
	for (const part of listAt(content, 'parts') ?? []) {
		const answer = objectAt(part, 'functionResponse');
		const last = answers.at(-1);
		if (answer) {
			const parts = [...(listAt(answer, 'parts') ?? [])];
			answers.push({ functionResponse: { ...answer, id: calls?.idOf(answer) ?? '', parts } });
		} else if (last && stringAt(part, 'text') === undefined) last.functionResponse.parts.push(part);
		else said.push(part);
	}
	return [answers, said].filter(({ length }) => length > 0);
}
