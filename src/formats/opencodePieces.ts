import type { Json, JsonObject } from '../store/model.js';
import { isJsonObject } from './json.js';
import { type Message, startedBy } from './opencodeMessage.js';
import { filledString } from './parts.js';
import { listAt, numberAt, objectAt, stringAt } from './pick.js';
import { type PutAway, putAway } from './putAway.js';
import type { InputFile, ReadContext } from './source.js';

/** A file of `opencode export`, or one of the many in the storage of older versions. */
export type OpencodeFile = 'export' | 'session' | 'message' | 'part';

/** Undefined: the file is not opencode's. */
export function opencodeFileOf({ head }: Pick<InputFile, 'head'>): OpencodeFile | undefined {
	const [value] = head;
	if (head.length !== 1 || !isJsonObject(value)) return undefined;
	if (isSession(objectAt(value, 'info')) && listAt(value, 'messages')) return 'export';
	const isPiece = filledString(value, 'id') !== undefined && filledString(value, 'sessionID') !== undefined;
	if (isPiece && filledString(value, 'messageID') !== undefined && stringAt(value, 'type') !== undefined)
		return 'part';
	if (isPiece && stringAt(value, 'role') !== undefined) return 'message';
	return isSession(value) ? 'session' : undefined;
}

function isSession(info: JsonObject | undefined): boolean {
	const isNamed = stringAt(info, 'id')?.startsWith('ses') === true;
	return (
		isNamed &&
		(stringAt(info, 'projectID') ?? stringAt(info, 'directory') ?? objectAt(info, 'time')) !== undefined
	);
}

/** A message's pieces, out of memory. */
interface MessagePieces {
	info: PutAway | undefined;
	/** By their ids. */
	readonly parts: Map<string, PutAway>;
}

/** What all files tell of a session. */
export interface SessionPieces {
	readonly id: string;
	/** The file that warnings are about. */
	path: string;
	/** When that was last written, in milliseconds since 1970; 0 where that is not known. */
	modified: number;
	info: JsonObject | undefined;
	todos: Json | undefined;
	/** By their ids, as they came. */
	readonly messages: Map<string, MessagePieces>;
	/** Messages came one by one, and not in the order in which they were written. */
	scattered: boolean;
}

/** Brings together what lies in many files. */
export class Pieces {
	readonly sessions = new Map<string, SessionPieces>();
	/** The sessions whose `task` tool started others, by the ids of those. */
	readonly starters = new Map<string, string>();
	readonly #context: ReadContext;

	constructor(context: ReadContext) {
		this.#context = context;
	}

	/** Of two files about a session the later one tells. */
	addSession(file: InputFile, info: JsonObject): void {
		const session = this.#session(stringAt(info, 'id') ?? '', file);
		const updated = (of: JsonObject | undefined): number => numberAt(objectAt(of, 'time'), 'updated') ?? 0;
		if (!session.info || updated(info) >= updated(session.info)) session.info = info;
		session.path = file.path;
		session.modified = file.modified;
	}

	addExport(file: InputFile, info: JsonObject, messages: readonly Message[], todos: Json | undefined): void {
		this.addSession(file, info);
		const session = this.#session(stringAt(info, 'id') ?? '', file);
		session.todos = todos ?? session.todos;
		for (const { info: about, parts } of messages) {
			const id = stringAt(about, 'id') ?? '';
			const known = new Map(
				parts.map((part, i) => [stringAt(part, 'id') ?? String(i), putAway(this.#context, part)]),
			);
			session.messages.set(id, { info: putAway(this.#context, about), parts: known });
			for (const part of parts) this.#noteStart(session, part);
		}
	}

	addMessage(file: InputFile, info: JsonObject): void {
		const away = putAway(this.#context, info);
		const session = this.#session(stringAt(info, 'sessionID') ?? '', file);
		this.#message(session, stringAt(info, 'id') ?? '').info = away;
		session.scattered = true;
	}

	addPart(file: InputFile, part: JsonObject): void {
		const away = putAway(this.#context, part);
		const session = this.#session(stringAt(part, 'sessionID') ?? '', file);
		const message = this.#message(session, stringAt(part, 'messageID') ?? '');
		message.parts.set(stringAt(part, 'id') ?? '', away);
		session.scattered = true;
		this.#noteStart(session, part);
	}

	#noteStart({ id }: SessionPieces, part: JsonObject): void {
		const started = startedBy(part);
		if (started !== undefined && started !== id && !this.starters.has(started))
			this.starters.set(started, id);
	}

	#session(id: string, { path, modified }: InputFile): SessionPieces {
		let session = this.sessions.get(id);
		if (!session) {
			session = {
				id,
				path,
				modified,
				info: undefined,
				todos: undefined,
				messages: new Map(),
				scattered: false,
			};
			this.sessions.set(id, session);
		}
		return session;
	}

	#message(session: SessionPieces, id: string): MessagePieces {
		let message = session.messages.get(id);
		if (!message) {
			message = { info: undefined, parts: new Map() };
			session.messages.set(id, message);
		}
		return message;
	}
}

/** The ids of the messages that are there, in their order; ids of opencode ascend. */
export function idsOf({ messages, scattered }: SessionPieces): readonly string[] {
	const ids = [...messages].flatMap(([id, { info }]) => (info ? [id] : []));
	return scattered ? ids.sort() : ids;
}

/** A message from its pieces; undefined where there is none. */
export function messageOf({ messages, scattered }: SessionPieces, id: string): Message | undefined {
	const pieces = messages.get(id);
	const info = pieces?.info?.();
	if (!pieces || !isJsonObject(info)) return undefined;
	const ids = scattered ? [...pieces.parts.keys()].sort() : [...pieces.parts.keys()];
	const parts = ids.map((part) => pieces.parts.get(part)?.());
	return { info, parts: parts.filter(isJsonObject) };
}
