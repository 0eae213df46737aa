import type { IncomingMessage, IncomingSnapshot } from '../store/incoming.js';
import type { Json, JsonObject } from '../store/model.js';
import { ContentNames } from '../store/contentNames.js';
import { type Draft, type Prompt, idInPath } from './drafts.js';
import { Faults } from './faults.js';
import { isJsonObject } from './json.js';
import { filled, filledString } from './parts.js';
import { numberAt, rest, stringAt, timeOf, titleFrom } from './pick.js';
import { cleaned, cleanedFields } from './pack.js';
import {
	type PiMessage,
	type PiSettings,
	messageOf,
	piName,
	promptOf,
	timeOfEntry,
	withOwn,
} from './piMessage.js';
import type { InputFile, Line, ReadContext } from './source.js';

/** A session of pi, from one file. */
export interface PiDraft extends Draft {
	readonly messages: readonly IncomingMessage[];
	readonly head: string | null;
	readonly snapshots: readonly IncomingSnapshot[];
	/** Of the session that it was forked from. */
	readonly parentId: string | undefined;
	readonly name: string | undefined;
	readonly metadata: JsonObject;
	/** Milliseconds since 1970. */
	readonly createdAt: number;
}

export function isPiHeader(value: Json): value is JsonObject {
	return (
		isJsonObject(value) &&
		value['type'] === 'session' &&
		typeof value['id'] === 'string' &&
		(typeof value['cwd'] === 'string' || typeof value['timestamp'] === 'string')
	);
}

/** Reads a file that begins with a header. */
export async function readPi(file: InputFile, context: ReadContext): Promise<PiDraft> {
	const reading = new PiReading(file, context);
	for await (const lines of file.lines()) for (const line of lines) reading.take(line);
	return reading.end();
}

const headerFields = ['type', 'version', 'id', 'timestamp', 'cwd', 'parentSession', 'branchedFrom'];

const said = new Set<Json | undefined>(['message', 'custom_message', 'compaction', 'branch_summary']);

function entryId(entry: JsonObject): string | undefined {
	return filledString(entry, 'id');
}

class PiReading {
	readonly #file: InputFile;
	readonly #context: ReadContext;
	readonly #header: JsonObject;
	readonly #names = new ContentNames();
	readonly #messages: IncomingMessage[] = [];
	/** How often each id was there. */
	readonly #ids = new Map<string, number>();
	readonly #prompts: Prompt[] = [];
	/** By the id of an entry: the last message of the path that ends with it. */
	readonly #ends = new Map<string, string | null>();
	/** The same by the place of an entry that has no id, the header at 0. */
	readonly #placed: (string | null)[] = [null];
	readonly #compactions: IncomingSnapshot[] = [];
	readonly #labels = new Map<string, { readonly label: string; readonly at: number }>();
	readonly #settings: PiSettings = { provider: undefined, thinkingLevel: undefined };
	/** What extensions and pi itself remember, and entries of kinds that are not known: the next message keeps them. */
	#others: JsonObject[] = [];
	readonly #faults = new Faults();
	/** The last message of the path that ends with the entry before. */
	#end: string | null = null;
	#time: number;
	#name: string | undefined;

	constructor(file: InputFile, context: ReadContext) {
		this.#file = file;
		this.#context = context;
		this.#header = file.head.find(isPiHeader) ?? {};
		this.#time = timeOf(this.#header['timestamp']) ?? file.modified;
	}

	take({ number, value }: Line): void {
		if (!isJsonObject(value) || value['type'] === 'session') return;
		const id = entryId(value);
		const before = this.#before(value, number);
		this.#time = timeOfEntry(value) ?? this.#time;
		const end = said.has(value['type']) ? this.#add(value, number, before) : before;
		if (id === undefined) this.#placed.push(end);
		else this.#ends.set(id, end);
		this.#end = end;
		this.#note(value, number);
	}

	/** The last message before an entry. */
	#before(entry: JsonObject, number: number): string | null {
		const parent = entry['parentId'];
		if (parent === null) return null;
		const end = typeof parent === 'string' ? this.#ends.get(parent) : this.#end;
		if (end !== undefined) return end;
		this.#faults.note(
			number,
			'the entry that this one follows is not there; it follows the one before it now',
		);
		return this.#end;
	}

	/** Gives the last message of the path that ends with the entry. */
	#add(entry: JsonObject, line: number, after: string | null): string | null {
		const packed = this.#faults.attempt(line, () => {
			const read = this.#withKept(messageOf(cleaned(entry), this.#settings), entry);
			if (!read) return undefined;
			const message = this.#others.length === 0 ? read : withOwn(read, { entries: this.#others });
			this.#others = [];
			const id = this.#idOf(entry, line, message);
			return {
				title: promptOf(message),
				message: this.#context.pack({ ...message, id, after, timestamp: this.#time }),
			};
		});
		if (!packed) return after;
		const { message, title } = packed;
		this.#messages.push(message);
		if (title?.trim()) this.#prompts.push({ messageId: message.id, title: titleFrom(title) });
		if (entry['type'] === 'compaction') this.#compactions.push(this.#beforeCompaction(after));
		return message.id;
	}

	/** Version 1 tells by its place in the file which entry a compaction kept. */
	#withKept(message: PiMessage | undefined, entry: JsonObject): PiMessage | undefined {
		const kept = this.#placed[numberAt(entry, 'firstKeptEntryIndex') ?? -1];
		if (!message || typeof kept !== 'string') return message;
		return withOwn(message, { firstKeptEntryId: kept });
	}

	#idOf(entry: JsonObject, line: number, message: PiMessage): string {
		const native = entryId(entry);
		let id = native ?? this.#names.next({ ...message, timestamp: this.#time }, { timed: true });
		if (native !== undefined && this.#ids.has(native)) {
			this.#faults.note(line, 'an entry with the same id came before; both were kept');
		}
		for (let count = this.#ids.get(id); count !== undefined; count = this.#ids.get(id)) {
			this.#ids.set(id, count + 1);
			id = `${id}.${String(count + 1)}`;
		}
		this.#ids.set(id, 1);
		return id;
	}

	#beforeCompaction(messageId: string | null): IncomingSnapshot {
		return { messageId, label: 'Before compaction', createdAt: this.#time, metadata: {} };
	}

	/** What an entry tells of the session. */
	#note(entry: JsonObject, line: number): void {
		const type = stringAt(entry, 'type') ?? '';
		switch (type) {
			case 'label':
				this.#label(entry);
				break;
			case 'session_info':
				this.#name = filledString(entry, 'name')?.trim();
				break;
			case 'thinking_level_change':
				this.#settings.thinkingLevel = stringAt(entry, 'thinkingLevel');
				break;
			case 'custom':
			case 'usage':
			case 'context_edit':
			case 'active_tools_change':
				this.#keep(entry, line);
				break;
			case 'model_change':
				break;
			default:
				if (said.has(type)) return;
				this.#faults.note(
					line,
					`an entry of a kind that is not known (${type.slice(0, 40)}); it is kept, but not shown`,
				);
				this.#keep(entry, line);
		}
	}

	#keep(entry: JsonObject, line: number): void {
		const kept = this.#faults.attempt(line, () =>
			cleaned(rest(entry, ['id', 'parentId', 'timestamp']) ?? {}),
		);
		if (kept) this.#others.push(kept);
	}

	#label(entry: JsonObject): void {
		const target = stringAt(entry, 'targetId');
		const label = stringAt(entry, 'label')?.trim();
		if (target === undefined) return;
		this.#labels.delete(target);
		if (label) this.#labels.set(target, { label, at: this.#time });
	}

	end(): PiDraft {
		const { path, modified } = this.#file;
		this.#faults.tell(this.#context, path);
		const header = this.#header;
		const parent = stringAt(header, 'parentSession') ?? stringAt(header, 'branchedFrom');
		return {
			path,
			id: filledString(header, 'id') ?? idInPath(path),
			parentId: parent && idInPath(parent),
			messages: this.#messages,
			head: this.#end,
			snapshots: [...this.#compactions, ...this.#bookmarks()],
			prompts: this.#prompts,
			name: this.#name,
			metadata: this.#metadata(header),
			createdAt: Math.min(timeOf(header['timestamp']) ?? modified, this.#messages[0]?.timestamp ?? Infinity),
			updatedAt: this.#time,
		};
	}

	/** What of the header has no place of its own, and what no message came after. */
	#metadata(header: JsonObject): JsonObject {
		const { path } = this.#file;
		const warn = (message: string): void => {
			this.#context.warn(path, message);
		};
		const own = cleanedFields(rest(header, headerFields) ?? {}, warn);
		const entries = this.#others.length > 0 ? this.#others : undefined;
		return filled({ cwd: filledString(header, 'cwd'), [piName]: filled({ ...own, entries }) }) ?? {};
	}

	#bookmarks(): readonly IncomingSnapshot[] {
		const snapshots: IncomingSnapshot[] = [];
		for (const [target, { label, at }] of this.#labels) {
			const messageId = this.#ends.get(target);
			if (messageId !== undefined) {
				snapshots.push({ messageId, label, createdAt: at, metadata: {} });
				continue;
			}
			this.#context.warn(
				this.#file.path,
				`the bookmark “${titleFrom(label)}” is on an entry that is not there`,
			);
		}
		return snapshots;
	}
}
