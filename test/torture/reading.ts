import type { Message } from '../../src/store/model.js';
import type { SessionReader } from '../../src/store/sessionStore.js';
import { tokenOf } from './commands.js';
import type { Said } from './expected.js';

/** All that a reader sees, by the names that `nameOf` gives to ids. */
export async function read(
	store: SessionReader,
	nameOf: (id: string, title: string) => string,
): Promise<Readonly<Record<string, Said>>> {
	const sessions = await store.listSessions({ deleted: 'include' });
	const names = new Map(sessions.map(({ id, title }) => [id, nameOf(id, title)]));
	const said: Record<string, Said> = {};
	for (const { id, title, deleted, parentId, shared, metadata, incomplete } of sessions) {
		const transcript = (await store.getMessages(id)).map(wordOf);
		const kept = new Set(transcript);
		for (const { messageId } of await store.getBranches(id)) {
			for (const message of await store.getPath(id, messageId)) kept.add(wordOf(message));
		}
		const snapshots: Record<string, readonly string[]> = {};
		for (const { label, messageId } of await store.getSnapshots(id)) {
			snapshots[label] = (await store.getPath(id, messageId)).map(wordOf);
		}
		const parent = parentId === null ? null : (names.get(parentId) ?? parentId);
		const { mark = '' } = metadata;
		const name = incomplete ? `incomplete ${id}` : (names.get(id) ?? id);
		said[name] = {
			...{
				title,
				deleted,
				parent: deleted ? undefined : parent,
				shared,
				mark: typeof mark === 'string' ? mark : '',
				transcript,
			},
			...{ snapshots, kept: [...kept].sort() },
		};
	}
	return said;
}

/** Messages of the torture are told by their first word, those that were there before by their id. */
function wordOf({ id, content }: Message): string {
	const word = typeof content === 'string' ? tokenOf(content) : '';
	return /^m\S*-\d+\.$/.test(word) ? word : id;
}
