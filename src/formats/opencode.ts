import type { IncomingSession } from '../store/incoming.js';
import type { Json, JsonObject } from '../store/model.js';
import { Faults } from './faults.js';
import { documentOf } from './inputFile.js';
import { isJsonObject } from './json.js';
import { forksOf } from './opencodeForks.js';
import { type Message, messageTurns } from './opencodeMessage.js';
import { isNewer, olderOf } from './opencodeNewer.js';
import { opencodeName } from './opencodeParts.js';
import { Pieces, type SessionPieces, opencodeFileOf } from './opencodePieces.js';
import { type ReadSession, readSession } from './opencodeSession.js';
import { cleaned } from './pack.js';
import { circleWords, parentsFirst } from './parentsFirst.js';
import { filledString } from './parts.js';
import { listAt, objectAt } from './pick.js';
import {
	type Count,
	type Format,
	type FormatReader,
	type InputFile,
	type ReadContext,
	invalid,
} from './source.js';

/** Exports of opencode, and the storage of its older versions. */
export const opencode: Format = {
	name: opencodeName,
	title: 'opencode',
	isInPieces: true,
	recognises: (file) => opencodeFileOf(file) !== undefined,
	begin: (context) => new OpencodeReader(context),
};

class OpencodeReader implements FormatReader {
	readonly #context: ReadContext;
	readonly #pieces: Pieces;

	constructor(context: ReadContext) {
		this.#context = context;
		this.#pieces = new Pieces(context);
	}

	async add(file: InputFile): Promise<Count> {
		const value = await documentOf(file);
		const kind = opencodeFileOf(file);
		if (!kind || !isJsonObject(value)) throw invalid('no file of opencode');
		switch (kind) {
			case 'export':
				return this.#export(file, value);
			case 'session':
				this.#pieces.addSession(file, cleaned(value));
				return { sessions: 1, messages: 0 };
			case 'message':
				this.#pieces.addMessage(file, value);
				return { sessions: 0, messages: 1 };
			case 'part':
				this.#pieces.addPart(file, value);
				return { sessions: 0, messages: 0 };
		}
	}

	#export(file: InputFile, value: JsonObject): Count {
		const info = cleaned(objectAt(value, 'info') ?? {});
		const todos = listAt(value, 'todos');
		const faults = new Faults('message');
		const entries = listAt(value, 'messages') ?? [];
		const messages = entries.flatMap((entry, i) => faults.attempt(i + 1, () => messagesOf(entry)) ?? []);
		faults.tell(this.#context, file.path);
		this.#pieces.addExport(file, info, messages, todos && cleaned(todos));
		const counts = messages.map((message) => messageTurns(message).turns.length);
		return { sessions: 1, messages: counts.reduce((sum, count) => sum + count, 0) };
	}

	finish(): readonly IncomingSession[] {
		const sessions = [...this.#pieces.sessions.values()].filter((session) => this.#isWhole(session));
		const places = placesOf(sessions, this.#pieces.starters);
		const ordered = parentsFirst(
			sessions,
			(session) => this.#pieces.sessions.get(places.get(session)?.parent ?? ''),
			(session) => {
				this.#context.warn(session.path, `${session.id}: ${circleWords}`);
				places.delete(session);
			},
		);
		const read = new Map<string, ReadSession>();
		for (const session of ordered) {
			const { parent = null, relation = 'child' } = places.get(session) ?? {};
			const repeats = relation === 'fork' && parent !== null ? read.get(parent)?.known : undefined;
			read.set(session.id, readSession(this.#context, session, { parent, relation, repeats: repeats ?? [] }));
		}
		return [...read.values()].map(({ incoming }) => incoming);
	}

	/** Parts need the message that they are of, and tell of a session only with it. */
	#isWhole(session: SessionPieces): boolean {
		const lost = [...session.messages.values()].filter(({ info }) => !info).length;
		if (lost > 0) {
			const messages = lost === 1 ? 'a message' : `${String(lost)} messages`;
			this.#context.warn(session.path, `of ${messages} only parts are here; they were left out`);
		}
		return session.info !== undefined || lost < session.messages.size;
	}
}

/** Throws StoreError `INVALID` for an entry without an id, or one that is nested too deep. */
function messagesOf(entry: Json): readonly Message[] {
	if (isNewer(entry)) return olderOf(cleaned(entry));
	const info = objectAt(entry, 'info');
	if (!info || filledString(info, 'id') === undefined) throw invalid('no id');
	const parts = (listAt(entry, 'parts') ?? []).filter(isJsonObject);
	return [{ info: cleaned(info), parts: parts.map((part) => cleaned(part)) }];
}

interface Link {
	readonly parent: string;
	readonly relation: 'child' | 'fork';
}

/** What stands above each session: whom it names, who started it, or what it was forked off. */
function placesOf(
	sessions: readonly SessionPieces[],
	starters: ReadonlyMap<string, string>,
): Map<SessionPieces, Link> {
	const forks = forksOf(sessions);
	const places = new Map<SessionPieces, Link>();
	for (const session of sessions) {
		const spawned = filledString(session.info, 'parentID') ?? starters.get(session.id);
		const forked = forks.get(session);
		const told = filledString(objectAt(session.info, 'fork'), 'sessionID');
		if (spawned !== undefined) places.set(session, { parent: spawned, relation: 'child' });
		else if (told !== undefined) places.set(session, { parent: told, relation: 'fork' });
		else if (forked) places.set(session, { parent: forked.id, relation: 'fork' });
	}
	return places;
}
