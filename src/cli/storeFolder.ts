import { dirname, join, resolve } from 'node:path';
import { SessionStore } from '../store/sessionStore.js';
import type { Call } from './command.js';
import { Failure } from './failures.js';
import { isFolder } from './isFolder.js';

/** Where the sessions are: what was named, else the nearest folder upward that is called so, else one here. */
function storeFolder(call: Call): string {
	const named = call.text('store');
	if (named !== undefined) return resolve(call.folder, named);
	for (let at = call.folder; ; at = dirname(at)) {
		const candidate = join(at, call.storeName);
		if (isFolder(candidate)) return candidate;
		if (at === dirname(at)) return join(call.folder, call.storeName);
	}
}

/**
 * Opens the store for one command, and closes it behind it. `look`: nothing is written; `write`: it must be there, too;
 * `make`: it is made where it is missing. Throws Failure.
 */
export async function withStore<Result>(
	call: Call,
	purpose: 'look' | 'write' | 'make',
	act: (store: SessionStore, folder: string) => Promise<Result>,
): Promise<Result> {
	const folder = storeFolder(call);
	if (purpose !== 'make' && !isFolder(folder)) {
		throw new Failure(
			call.text('store') === undefined
				? `There are no sessions: neither ${call.folder} nor a folder above it has a folder named ${call.storeName}.`
				: `${folder} is no folder.`,
		);
	}
	const store = await SessionStore.open(folder, { readOnly: purpose === 'look' });
	try {
		return await act(store, folder);
	} finally {
		await store.close();
	}
}
