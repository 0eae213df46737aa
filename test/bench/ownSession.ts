import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { NewMessage } from '../../src/store/model.js';
import { SessionStore } from '../../src/store/sessionStore.js';
import { StoreGenerator } from '../support/storeGenerator.js';
import { plainSessions, type Peer, type Subject } from './peers/peer.js';

/** A session of this store, alone in its folder. The first write begins a log: those that came are of elsewhere. */
export class OwnSession implements Subject {
	readonly #folder: string;
	readonly #store: SessionStore;
	readonly #id: string;
	readonly #messages: readonly string[];

	private constructor(folder: string, store: SessionStore, id: string, messages: readonly string[]) {
		this.#folder = folder;
		this.#store = store;
		this.#id = id;
		this.#messages = messages;
	}

	/** Generates one of that length in a new folder and opens it. */
	static async make(folder: string, length: number): Promise<OwnSession> {
		const { id } = new StoreGenerator(folder, length).session(length);
		const store = await SessionStore.open(folder);
		const messages = (await store.getMessages(id)).map((message) => message.id);
		return new OwnSession(folder, store, id, messages);
	}

	/** The same session, kept in a new folder by a peer. */
	async asKeptBy(peer: Peer, folder: string): Promise<Subject> {
		await peer.fill(folder, plainSessions(this.#store));
		return peer.open(folder, this.#id);
	}

	get length(): number {
		return this.#messages.length;
	}

	/** Bytes in the folder's logs. */
	get size(): number {
		const logs = readdirSync(this.#folder).filter((name) => name.endsWith('.jsonl'));
		return logs.reduce((sum, name) => sum + statSync(join(this.#folder, name)).size, 0);
	}

	add(message: NewMessage): Promise<unknown> {
		return this.#store.addMessage(this.#id, message);
	}

	fork(index: number): Promise<unknown> {
		return this.#store.forkSession(this.#id, { fromMessageIndex: index });
	}

	snapshot(index: number): Promise<unknown> {
		return this.#store.createSnapshot(this.#id, { messageId: this.#at(index) });
	}

	revert(index: number): Promise<unknown> {
		return this.#store.revertToMessage(this.#id, { messageId: this.#at(index), splitToolExchange: true });
	}

	close(): Promise<void> {
		return this.#store.close();
	}

	#at(index: number): string {
		return this.#messages[index] ?? '';
	}
}
