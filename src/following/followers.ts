import * as vscode from 'vscode';
import type { Followed, FollowedPaths } from '../host/followed.js';
import { Owner } from '../host/lifecycle.js';
import type { Stores } from '../host/stores.js';
import type { MergeOptions, MergeResult } from '../store/options.js';
import type { SessionStore } from '../store/sessionStore.js';
import { Follower, settled } from './follower.js';
import { PlaceWatcher } from './placeWatcher.js';

/** Milliseconds from a change to the reading of it: agents write several lines at once. */
const calm = 150;
/** Milliseconds until what could not be read is read again; twice as long each time, up to the longest. */
const patience = 1_000;
const longestPatience = 60_000;

/** Watches all that is followed, and brings in what is written there. */
export class Followers extends Owner {
	readonly #stores: Stores;
	readonly #paths: FollowedPaths;
	readonly #log: vscode.LogOutputChannel;
	readonly #running = new Map<string, Running>();

	constructor(stores: Stores, paths: FollowedPaths, log: vscode.LogOutputChannel) {
		super();
		this.#stores = stores;
		this.#paths = paths;
		this.#log = log;
		this.own(paths.onDidChange(() => void this.#arrange()));
		this.own(stores.onDidChangeFolders(() => void this.#arrange()));
		this.own({
			dispose: () => {
				for (const running of this.#running.values()) running.dispose();
			},
		});
		void this.#arrange();
	}

	/**
	 * Brings in what is there, and remembers to go on: a file that a person chose also where its session lies in the trash.
	 * Rejects as `mergeSessions` does.
	 */
	async begin(folder: string, path: string): Promise<MergeResult | undefined> {
		const { store } = await this.#stores.get(folder);
		const followed = this.#paths.find(folder, path) ?? { folder, path, sessionIds: [] };
		const running = this.#run(followed, store, 'anew');
		const [result] = await Promise.all([running.first, this.#paths.set(followed)]);
		return result;
	}

	async #arrange(): Promise<void> {
		const wanted = new Map(this.#paths.all.map((each) => [keyOf(each), each]));
		for (const [key, running] of this.#running) {
			if (wanted.has(key)) continue;
			running.dispose();
			this.#running.delete(key);
		}
		for (const followed of wanted.values()) {
			const { folder, path } = followed;
			try {
				const { store } = await this.#stores.get(folder);
				if (this.#running.get(keyOf(followed))?.store === store || !this.#paths.find(folder, path)) continue;
				this.#run(followed, store, 'leave').first.catch((error: unknown) => {
					this.#tell(path, error);
				});
			} catch (error) {
				this.#tell(path, error);
			}
		}
	}

	#run(followed: Followed, store: SessionStore, trashed: MergeOptions['trashed']): Running {
		const key = keyOf(followed);
		this.#running.get(key)?.dispose();
		const made = new Running(followed, store, trashed, {
			came: (sessionIds) => this.#paths.set({ ...followed, sessionIds }),
			failed: (error) => {
				this.#tell(followed.path, error);
			},
		});
		this.#running.set(key, made);
		return made;
	}

	#tell(path: string, error: unknown): void {
		this.#log.warn(`follow ${path}:`, error instanceof Error ? error : String(error));
	}
}

interface Listener {
	came(sessionIds: readonly string[]): Promise<void>;
	failed(error: unknown): void;
}

/** One that is being followed. */
class Running implements vscode.Disposable {
	readonly store: SessionStore;
	/** What was there at first. */
	readonly first: Promise<MergeResult | undefined>;
	readonly #follower: Follower;
	readonly #listener: Listener;
	readonly #abort = new AbortController();
	readonly #sessionIds: Set<string>;
	readonly #watcher: PlaceWatcher;
	#timer: NodeJS.Timeout | undefined;
	/** When it is to fire. */
	#due = 0;
	#isAtIt = false;
	/** In a row. */
	#failures = 0;
	readonly #told = new Set<string>();
	/** How often something changed. */
	#changes = 0;

	constructor(followed: Followed, store: SessionStore, trashed: MergeOptions['trashed'], listener: Listener) {
		this.store = store;
		this.#follower = new Follower(followed.path, store);
		this.#listener = listener;
		this.#sessionIds = new Set(followed.sessionIds);
		this.#watcher = new PlaceWatcher(followed.path, () => {
			this.#poke(calm);
		});
		this.first = this.#step(trashed);
	}

	dispose(): void {
		this.#abort.abort();
		clearTimeout(this.#timer);
		this.#watcher.dispose();
	}

	/** Reads again after that time at the latest, in milliseconds. */
	#poke(delay: number): void {
		this.#changes++;
		if (!this.#isAtIt) this.#wait(delay);
	}

	#wait(delay: number): void {
		const due = performance.now() + delay;
		if (this.#abort.signal.aborted || (this.#timer !== undefined && this.#due <= due)) return;
		clearTimeout(this.#timer);
		this.#due = due;
		this.#timer = setTimeout(() => {
			this.#step().catch((error: unknown) => {
				this.#listener.failed(error);
			});
		}, delay);
	}

	async #step(trashed?: MergeOptions['trashed']): Promise<MergeResult | undefined> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#isAtIt = true;
		const seen = this.#changes;
		const since = performance.now();
		let pause: number | undefined;
		try {
			const isFolder = await this.#watcher.settle();
			const step = await this.#follower.step(this.#abort.signal, isFolder ? 'leave' : trashed);
			this.#failures = step.failures.length > 0 ? this.#failures + 1 : 0;
			if (step.isOpen) pause = settled;
			if (this.#failures > 0) pause = this.#patience;
			this.#tellOnce([...step.failures, ...step.warnings]);
			for (const id of step.result?.sessionIds ?? []) this.#sessionIds.add(id);
			if (step.result && !this.#abort.signal.aborted) await this.#listener.came([...this.#sessionIds]);
			return step.result;
		} catch (error) {
			if (this.#abort.signal.aborted) return undefined;
			this.#failures++;
			pause = this.#patience;
			throw error;
		} finally {
			this.#isAtIt = false;
			// A big file that grows all the time must not keep this process from all else.
			if (this.#changes > seen) this.#wait(Math.max(calm, 2 * (performance.now() - since)));
			if (pause !== undefined) this.#wait(pause);
		}
	}

	/** Milliseconds until what failed is tried again. */
	get #patience(): number {
		return Math.min(patience * 2 ** (this.#failures - 1), longestPatience);
	}

	#tellOnce(faults: readonly { readonly path: string; readonly message: string }[]): void {
		for (const { path, message } of faults) {
			const words = message.startsWith(path) ? message : `${path}: ${message}`;
			if (!this.#told.has(words)) this.#listener.failed(words);
			this.#told.add(words);
		}
	}
}

function keyOf({ folder, path }: Pick<Followed, 'folder' | 'path'>): string {
	return JSON.stringify([folder, path]);
}
