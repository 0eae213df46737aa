import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { NewMessage } from '../../../src/store/model.js';
import type { Peer, PlainSession, Subject } from './peer.js';

const schema = `
	PRAGMA journal_mode = WAL;
	CREATE TABLE sessions (id TEXT PRIMARY KEY, title TEXT, parent TEXT, head TEXT, length INTEGER);
	CREATE TABLE messages (id TEXT PRIMARY KEY, after TEXT, body TEXT) WITHOUT ROWID;
	CREATE TABLE snapshots (id INTEGER PRIMARY KEY, session TEXT, message TEXT, label TEXT);
`;
/** From the head to the root, a fork's shared messages included: nothing is copied here either. */
const path = `
	WITH RECURSIVE path (id, after, body, place) AS (
		SELECT m.id, m.after, m.body, 0 FROM messages m JOIN sessions s ON m.id = s.head WHERE s.id = ?
		UNION ALL SELECT m.id, m.after, m.body, place + 1 FROM messages m JOIN path ON m.id = path.after
	)
`;

/** The same model as the store's in a database of SQLite's, with WAL, and as safe: every commit is flushed. */
export const sqlite: Peer = {
	name: 'node:sqlite',
	recipe: ['node:sqlite'],
	async fill(folder, sessions) {
		mkdirSync(folder);
		const database = open(folder, 'OFF');
		database.exec(schema);
		const addSession = database.prepare('INSERT INTO sessions VALUES (?, ?, ?, ?, ?)');
		const addMessage = database.prepare('INSERT OR IGNORE INTO messages VALUES (?, ?, ?)');
		database.exec('BEGIN');
		for await (const { id, title, parentId, messages } of sessions) {
			for (const { id: messageId, after, ...body } of messages)
				addMessage.run(messageId, after, JSON.stringify(body));
			addSession.run(id, title, parentId, messages.at(-1)?.id ?? null, messages.length);
		}
		database.exec('COMMIT');
		database.close();
	},
	list: (folder) => reading(folder, (database) => database.prepare('SELECT * FROM sessions').all().length),
	load: (folder, id) =>
		reading(folder, (database) => {
			const rows = database.prepare(`${path} SELECT id, after, body FROM path ORDER BY place DESC`).all(id);
			return rows.map(({ body, ...ids }) => ({ ...ids, ...(JSON.parse(String(body)) as PlainSession) }))
				.length;
		}),
	open: (folder, id) => new SqliteSession(open(folder, 'FULL'), id),
};

class SqliteSession implements Subject {
	readonly #database: DatabaseSync;
	readonly #id: string;
	readonly #messages: readonly string[];
	#made = 0;

	constructor(database: DatabaseSync, id: string) {
		this.#database = database;
		this.#id = id;
		const rows = database.prepare(`${path} SELECT id FROM path ORDER BY place DESC`).all(id);
		this.#messages = rows.map((row) => String(row['id']));
	}

	add(message: NewMessage): void {
		const id = this.#newId();
		this.#database.exec('BEGIN IMMEDIATE');
		const body = JSON.stringify({ timestamp: Date.now(), ...message });
		this.#run(
			'INSERT INTO messages VALUES (?, (SELECT head FROM sessions WHERE id = ?), ?)',
			id,
			this.#id,
			body,
		);
		this.#run('UPDATE sessions SET head = ?, length = length + 1 WHERE id = ?', id, this.#id);
		this.#database.exec('COMMIT');
	}

	fork(index: number): void {
		const [id, message] = [this.#newId(), this.#at(index)];
		this.#run('INSERT INTO sessions VALUES (?, ?, ?, ?, ?)', id, 'fork', this.#id, message, index + 1);
	}

	snapshot(index: number): void {
		const into = 'INSERT INTO snapshots (session, message, label) VALUES (?, ?, ?)';
		this.#run(into, this.#id, this.#at(index), 'here');
	}

	revert(index: number): void {
		this.#run('UPDATE sessions SET head = ?, length = ? WHERE id = ?', this.#at(index), index + 1, this.#id);
	}

	close(): void {
		this.#database.close();
	}

	#run(sql: string, ...values: readonly (string | number)[]): void {
		this.#database.prepare(sql).run(...values);
	}

	#at(index: number): string {
		return this.#messages[index] ?? '';
	}

	#newId(): string {
		this.#made += 1;
		return `made-${this.#made}`;
	}
}

function open(folder: string, synchronous: 'OFF' | 'FULL'): DatabaseSync {
	// Not imported above: Node warns of it, also where it is not used.
	const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
	const database = new Database(join(folder, 'sessions.db'));
	database.exec(`PRAGMA synchronous = ${synchronous}`);
	return database;
}

function reading(folder: string, read: (database: DatabaseSync) => number): number {
	const database = open(folder, 'FULL');
	try {
		return read(database);
	} finally {
		database.close();
	}
}
