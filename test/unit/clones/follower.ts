import { strict as assert } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import type { StoreChange } from '../../../src/store/model.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { quickFiles } from '../store/faultyFiles.js';
import { everything, type Everything } from './everything.js';

/** A store that stays open while its folder changes under it. */
export class Follower {
	readonly store: SessionStore;
	readonly #folder: string;
	readonly #told: StoreChange[] = [];
	#before: Everything;

	private constructor(store: SessionStore, folder: string, before: Everything) {
		this.store = store;
		this.#folder = folder;
		this.#before = before;
		store.onDidChange((change) => this.#told.push(change));
	}

	static async open(folder: string, files = quickFiles): Promise<Follower> {
		const store = await SessionStore.open(folder, { files });
		return new Follower(store, folder, await everything(store));
	}

	/**
	 * Checks that it says what a store says that is opened now, and that its events named every session that says
	 * something else than at the last check.
	 */
	async follows(): Promise<Everything> {
		const told = new Set<string>();
		await this.store.refresh();
		for (const { structure, content } of this.#told.splice(0))
			for (const id of [...structure, ...content]) told.add(id);
		const now = await everything(this.store);
		const fresh = await SessionStore.open(this.#folder, { files: quickFiles });
		assert.deepEqual(now, await everything(fresh));
		assert.deepEqual(this.store.getProblems(), fresh.getProblems());
		await fresh.close();
		const untold = changedIn(this.#before, now).filter((id) => !told.has(id));
		assert.deepEqual(untold, [], 'these changed and no event told of it');
		this.#before = now;
		return now;
	}
}

/** Sessions that came, went, or whose own values or messages are others. */
function changedIn({ sessions: before }: Everything, { sessions: now }: Everything): readonly string[] {
	return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
		(id) =>
			!isDeepStrictEqual(before[id]?.session, now[id]?.session) ||
			!isDeepStrictEqual(before[id]?.branches, now[id]?.branches),
	);
}
