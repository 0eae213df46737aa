import { join } from 'node:path';
import type { Session } from '../../../src/store/model.js';
import { SessionStore } from '../../../src/store/sessionStore.js';

/** Opens the sessions of a workspace folder as another process would, for as long as `use` runs. */
export async function withStore<Result>(
	folder: string,
	use: (store: SessionStore) => Promise<Result>,
): Promise<Result> {
	const store = await SessionStore.open(join(folder, '.sessions'));
	try {
		return await use(store);
	} finally {
		await store.close();
	}
}

/** The one session with that title, the trash included. */
export async function sessionTitled(store: SessionStore, title: string): Promise<Session> {
	const found = (await store.listSessions({ deleted: 'include' })).filter((each) => each.title === title);
	const [only] = found;
	if (!only || found.length > 1) throw new Error(`${String(found.length)} sessions are titled “${title}”.`);
	return only;
}
