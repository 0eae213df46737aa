import * as vscode from 'vscode';
import { Owner } from './lifecycle.js';
import type { SessionRef } from './sessionRef.js';

/** A file or folder of an agent whose sessions are kept in step with it. */
export interface Followed {
	/** `WorkspaceFolder.uri.toString()`. */
	readonly folder: string;
	/** Absolute. */
	readonly path: string;
	/** Those that came from there. */
	readonly sessionIds: readonly string[];
}

const key = 'followed';

/** What is followed in this workspace: remembered for this machine only, since the paths mean nothing on another. */
export class FollowedPaths extends Owner {
	readonly #memory: vscode.Memento;
	readonly #changed = this.own(new vscode.EventEmitter<void>());
	readonly onDidChange = this.#changed.event;
	#all: readonly Followed[];
	#sessions: ReadonlySet<string>;

	constructor(memory: vscode.Memento) {
		super();
		this.#memory = memory;
		this.#all = memory.get<readonly Followed[]>(key, []);
		this.#sessions = sessionsOf(this.#all);
	}

	get all(): readonly Followed[] {
		return this.#all;
	}

	isFollowed({ folder, sessionId }: SessionRef): boolean {
		return this.#sessions.has(`${sessionId} ${folder}`);
	}

	/** Whose sessions that one is among. */
	of({ folder, sessionId }: SessionRef): readonly Followed[] {
		return this.#all.filter((each) => each.folder === folder && each.sessionIds.includes(sessionId));
	}

	find(folder: string, path: string): Followed | undefined {
		return this.#all.find((each) => each.folder === folder && each.path === path);
	}

	async set(followed: Followed): Promise<void> {
		const { folder, path, sessionIds } = followed;
		const before = this.find(folder, path);
		if (before?.sessionIds.join() === sessionIds.join()) return;
		await this.#keep([...this.#all.filter((each) => each !== before), followed]);
	}

	async remove(gone: readonly Followed[]): Promise<void> {
		await this.#keep(this.#all.filter((each) => !gone.includes(each)));
	}

	async #keep(all: readonly Followed[]): Promise<void> {
		this.#all = all;
		this.#sessions = sessionsOf(all);
		this.#changed.fire();
		await this.#memory.update(key, all);
	}
}

function sessionsOf(all: readonly Followed[]): ReadonlySet<string> {
	return new Set(all.flatMap(({ folder, sessionIds }) => sessionIds.map((id) => `${id} ${folder}`)));
}
