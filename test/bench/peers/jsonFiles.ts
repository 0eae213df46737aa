import {
	closeSync,
	fdatasyncSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Message, NewMessage } from '../../../src/store/model.js';
import type { Peer, PlainSession, Subject } from './peer.js';

interface Document extends PlainSession {
	readonly snapshots: readonly { readonly label: string; readonly index: number }[];
}

/**
 * A JSON file a session, kept in memory and written anew at every change, to a file beside it that then takes its
 * place. Nothing is flushed, as with PraisonAI and most extensions: less is safe than here.
 */
export const jsonFiles: Peer = {
	name: 'json file',
	recipe: ['json file'],
	async fill(folder, sessions) {
		mkdirSync(folder);
		for await (const session of sessions) write(folder, { ...session, snapshots: [] });
	},
	list: (folder) => readdirSync(folder).map((name) => read(join(folder, name)).title).length,
	load: (folder, id) => read(pathOf(folder, id)).messages.length,
	open: (folder, id) => new JsonFile(folder, read(pathOf(folder, id))),
};

class JsonFile implements Subject {
	readonly #folder: string;
	readonly #begun: Document;
	#document: Document;
	#written = '';
	#made = 0;

	constructor(folder: string, document: Document) {
		this.#folder = folder;
		this.#begun = document;
		this.#document = document;
	}

	add(message: NewMessage): void {
		const { messages } = this.#document;
		const after = messages.at(-1)?.id ?? null;
		const added: Message = { metadata: {}, timestamp: Date.now(), ...message, id: this.#newId(), after };
		this.#save({ ...this.#document, messages: [...messages, added] });
	}

	fork(index: number): void {
		const { id, messages } = this.#document;
		const fork = { id: this.#newId(), title: 'fork', parentId: id, snapshots: [] };
		this.#written = write(this.#folder, { ...fork, messages: messages.slice(0, index + 1) });
	}

	snapshot(index: number): void {
		const { snapshots } = this.#document;
		this.#save({ ...this.#document, snapshots: [...snapshots, { label: 'here', index }] });
	}

	/** What comes after is erased. */
	revert(index: number): void {
		this.#save({ ...this.#document, messages: this.#begun.messages.slice(0, index + 1) });
	}

	/** So that nobody else waits for what the next flush of the file system would take along. */
	settle(): void {
		const file = openSync(this.#written, 'r+');
		fdatasyncSync(file);
		closeSync(file);
	}

	close(): void {
		this.#document = this.#begun;
	}

	#save(document: Document): void {
		this.#document = document;
		this.#written = write(this.#folder, document);
	}

	#newId(): string {
		this.#made += 1;
		return `made-${this.#made}`;
	}
}

const pathOf = (folder: string, id: string): string => join(folder, `${id}.json`);

function read(path: string): Document {
	return JSON.parse(readFileSync(path, 'utf8')) as Document;
}

function write(folder: string, document: Document): string {
	const path = pathOf(folder, document.id);
	writeFileSync(`${path}.tmp`, JSON.stringify(document));
	renameSync(`${path}.tmp`, path);
	return path;
}
