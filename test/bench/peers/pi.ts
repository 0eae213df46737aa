import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { NewMessage } from '../../../src/store/model.js';
import type { Peer, PlainSession, Subject } from './peer.js';

const npmPackage = '@mariozechner/pi-coding-agent';
/** The version that the calls below were tried with. */
const version = '0.73.1';

/** The part of pi's session manager that is used here. */
interface Manager {
	appendMessage(message: unknown): string;
	appendLabelChange(id: string, label: string): string;
	createBranchedSession(id: string): string | undefined;
	branch(id: string): void;
	setSessionFile(path: string): void;
	buildSessionContext(): { readonly messages: readonly unknown[] };
}
interface Pi {
	readonly SessionManager: {
		open(path: string): Manager;
		list(cwd: string, folder: string): Promise<readonly unknown[]>;
	};
}

/** Fetches pi for this run only; gives the folder, and what takes it away. Rejects when npm cannot. */
export async function fetchPi(): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
	const folder = await mkdtemp(join(tmpdir(), 'session-hierarchy-pi-'));
	const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
	try {
		await writeFile(join(folder, 'package.json'), '{ "private": true }');
		const cache = ['--cache', join(folder, '.npm')];
		const wanted = `${npmPackage}@${version}`;
		await promisify(execFile)('npm', ['install', '--ignore-scripts', '--silent', ...cache, wanted], {
			cwd: folder,
			timeout: 180_000,
			shell: process.platform === 'win32',
		});
		return { folder, remove };
	} catch (error) {
		await remove();
		throw error;
	}
}

/**
 * The sessions of pi, a coding agent: a log a session, appended to and not flushed; a fork copies the path; a label is
 * an entry; where a session was moved back to is only remembered once the next message is written.
 */
export async function piIn(folder: string): Promise<Peer> {
	const entry = join(folder, 'node_modules', npmPackage, 'dist', 'index.js');
	const { SessionManager } = (await import(pathToFileURL(entry).href)) as Pi;
	const open = (at: string, id: string): Manager => SessionManager.open(pathOf(at, id));
	return {
		name: 'pi',
		recipe: ['pi', folder],
		async fill(into, sessions) {
			mkdirSync(into);
			for await (const session of sessions) writeFileSync(pathOf(into, session.id), asLog(into, session));
		},
		list: async (from) => (await SessionManager.list(from, from)).length,
		load: (from, id) => open(from, id).buildSessionContext().messages.length,
		open: (from, id) => new PiSession(open(from, id), pathOf(from, id)),
	};
}

class PiSession implements Subject {
	readonly #manager: Manager;
	readonly #path: string;
	#isElsewhere = false;

	constructor(manager: Manager, path: string) {
		this.#manager = manager;
		this.#path = path;
	}

	add(message: NewMessage): void {
		this.#manager.appendMessage(asPiMessage(message));
	}

	/** The manager goes on in the fork. */
	fork(index: number): void {
		this.#manager.createBranchedSession(entryId(index));
		this.#isElsewhere = true;
	}

	snapshot(index: number): void {
		this.#manager.appendLabelChange(entryId(index), 'here');
	}

	revert(index: number): void {
		this.#manager.branch(entryId(index));
	}

	settle(): void {
		if (this.#isElsewhere) this.#manager.setSessionFile(this.#path);
		this.#isElsewhere = false;
	}

	close(): void {
		// It keeps no file open.
	}
}

const pathOf = (folder: string, id: string): string => join(folder, `${id}.jsonl`);
const entryId = (index: number): string => index.toString(16).padStart(8, '0');

/** The session as pi writes it, version 3 of its format. */
function asLog(cwd: string, { id, messages }: PlainSession): string {
	const header = { type: 'session', version: 3, id, timestamp: new Date(0).toISOString(), cwd };
	const entries = messages.map((message, index) => ({
		type: 'message',
		id: entryId(index),
		parentId: index === 0 ? null : entryId(index - 1),
		timestamp: new Date(message.timestamp).toISOString(),
		message: asPiMessage(message),
	}));
	return `${[header, ...entries].map((entry) => JSON.stringify(entry)).join('\n')}\n`;
}

/** What pi has no place for becomes text. */
function asPiMessage({
	role,
	content,
	toolCalls = [],
	toolCallId,
	timestamp,
	metadata,
}: NewMessage): unknown {
	const parts = (typeof content === 'string' ? [{ type: 'text', text: content }] : content).map((part) => {
		if (part.type === 'thinking') return { type: 'thinking', thinking: part.text };
		return part.type === 'text' ? part : { type: 'text', text: JSON.stringify(part) };
	});
	if (role === 'tool')
		return { role: 'toolResult', toolCallId, toolName: '', content: parts, isError: false, timestamp };
	if (role !== 'assistant') return { role: 'user', content: parts, timestamp };
	const calls = toolCalls.map(({ id, name, arguments: text }) => {
		return { type: 'toolCall', id, name, arguments: JSON.parse(text) as unknown };
	});
	return { role, content: [...parts, ...calls], ...metadata, stopReason: 'stop', timestamp };
}
