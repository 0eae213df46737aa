import { join } from 'node:path';
import type { Files } from './files.js';
import { newId } from './newIds.js';
import type { MessageRecord, PurgeRecord, SessionRecord } from './records.js';
import type { SessionFold } from './sessionFold.js';
import type { StoreState } from './storeState.js';
import type { Writer } from './writer.js';

/** Messages copied to a fork with one flush. */
const batch = 1000;

/**
 * Empties the logs of a trashed session and of the children that lie in the trash with it, after every fork that
 * depends on them has got the messages that it shares. Only while the writer's lock is held.
 */
export async function purge(state: StoreState, files: Files, writer: Writer, id: string): Promise<void> {
	const gone = [id];
	for (const each of gone) gone.push(...state.forest.children(each));
	const going = new Set(gone);
	for (const fork of [...state.folds.values()]) {
		const from = fork.session?.forkPoint?.sessionId;
		if (from !== undefined && going.has(from) && !going.has(fork.id)) await copyShared(state, writer, fork);
	}
	const op = newId();
	// Children first: what a crash leaves of the tree is still in the trash under its parent.
	for (const each of gone.reverse()) await purgeOne(state, files, writer, each, op);
	await state.catchUp(gone);
}

async function copyShared(state: StoreState, writer: Writer, fork: SessionFold): Promise<void> {
	const path = state.tree.path(fork.id, fork.session?.forkPoint?.messageId ?? null);
	const missing: MessageRecord[] = path.filter(({ owner }) => owner !== fork).map(({ node }) => node.record);
	for (let from = 0; from < missing.length; from += batch) {
		await writer.append({ sessionId: fork.id, records: missing.slice(from, from + batch) });
	}
}

async function purgeOne(
	state: StoreState,
	files: Files,
	writer: Writer,
	id: string,
	op: string,
): Promise<void> {
	const logs = state.logsOf(id).map(({ name, path, size }) => ({ name, path, size }));
	const record: PurgeRecord = {
		type: 'purge',
		id: newId(),
		at: state.tick(),
		op,
		session: id,
		logs: logs.map(({ name, size }) => ({ name, size })),
	};
	await writer.beginLog({ sessionId: id, records: [record] }, stubOf(state.folds.get(id)));
	for (const { path } of logs) {
		const file = files.open(path, 'append');
		try {
			files.truncate(file, 0);
			await files.flush(file);
		} finally {
			files.close(file);
		}
	}
	await files.flushFolder(join(state.folder));
}

/** What may stay of a purged session: where it stood, so that its forks keep their place. */
function stubOf(fold: SessionFold | undefined): SessionRecord | undefined {
	const record = fold?.session;
	if (!record) return undefined;
	const { type, id, at, op, session, parentId, relation } = record;
	return {
		type,
		id,
		at,
		op,
		session,
		...(relation && { relation }),
		...(parentId !== undefined && { parentId }),
	};
}
