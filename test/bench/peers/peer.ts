import type { Message, NewMessage } from '../../../src/store/model.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';

/** A session as any program has it: a list of messages. */
export interface PlainSession {
	readonly id: string;
	readonly title: string;
	readonly parentId: string | null;
	/** The whole transcript, what a fork shares included. */
	readonly messages: readonly Message[];
}

/** One session that is open, and what is done to it. Indexes are along the transcript that it began with. */
export interface Subject {
	add(message: NewMessage): unknown;
	/** The messages up to that one, as a session of their own. */
	fork(index: number): unknown;
	/** A label on that message. */
	snapshot(index: number): unknown;
	/** Back, or forth, to that message. */
	revert(index: number): unknown;
	/** What is to be done after each and not measured. */
	settle?(): unknown;
	close(): unknown;
}

/** What a user would have instead of this store, driven over the same data. */
export interface Peer {
	readonly name: string;
	/** What a process of its own needs to make the same peer: the arguments of `peerOf`. */
	readonly recipe: readonly string[];
	/** Brings the sessions into an empty folder. */
	fill(folder: string, sessions: AsyncIterable<PlainSession>): Promise<void>;
	/** Reads what a list of all sessions needs; gives how many there are. */
	list(folder: string): number | Promise<number>;
	/** Reads a transcript; gives how many messages it has. */
	load(folder: string, id: string): number;
	open(folder: string, id: string): Subject;
}

/** All that is in a store, as any program has it. */
export async function* plainSessions(store: SessionStore): AsyncGenerator<PlainSession> {
	for (const { id, title, parentId } of await store.listSessions()) {
		yield { id, title, parentId, messages: await store.getMessages(id) };
	}
}
