import { StoreError } from './errors.js';
import type { Files } from './files.js';
import { erase } from './leftovers.js';
import { newId } from './newIds.js';
import type { Draft } from './plan.js';
import type { PurgeRecord, SessionRecord } from './records.js';
import type { StoreState } from './storeState.js';
import type { Writer } from './writer.js';

/**
 * Empties the logs of a trashed session and of the children that lie in the trash with it. What each fork that depends
 * on them shares, it gets in the same moment in which they go. Only while the writer's lock is held.
 */
export async function purge(state: StoreState, files: Files, writer: Writer, id: string): Promise<void> {
	const unread = state.logs.failure();
	// A fork that cannot be seen now would lose what it shares.
	if (unread !== undefined)
		throw new StoreError('IO', 'Some sessions cannot be read. Nothing was changed.', { cause: unread });
	const gone = new Set([id]);
	for (const each of gone) for (const child of state.forest.children(each)) gone.add(child);
	const op = newId();
	const copied = await state.complete(() => copies(state, gone));
	await writer.put([...copied, ...[...gone].map((each) => farewell(state, each, op))], op);
	try {
		await erase(files, state.remains());
	} catch (cause) {
		const words =
			'It is deleted, but could not be erased from the disk yet. The next write to this folder tries again.';
		throw new StoreError('IO', words, { cause, uncertain: true });
	} finally {
		await state.settle([...gone]);
	}
}

/** To each fork that is left what it shares with those that go, verbatim. */
function copies(state: StoreState, gone: ReadonlySet<string>): readonly Draft[] {
	return [...state.folds.values()].flatMap((fork) => {
		const point = fork.session?.forkPoint;
		if (!point || !gone.has(point.sessionId) || gone.has(fork.id)) return [];
		const path = state.tree.path(fork.id, point.messageId);
		const records = path.filter(({ owner }) => owner !== fork.id).map(({ record }) => record);
		return records.length === 0 ? [] : { sessionId: fork.id, records };
	});
}

function farewell(state: StoreState, id: string, op: string): Draft {
	const record: PurgeRecord = {
		type: 'purge',
		id: newId(),
		at: state.tick(),
		op,
		session: id,
		logs: state.logs.of(id).map(({ name, size }) => ({ name, size })),
	};
	const stub = stubOf(state, id);
	return { sessionId: id, records: [record], ...(stub && { stub }) };
}

/**
 * What may stay of a purged session: where it stood, so that its forks keep their place. Later than the record whose id
 * it has, which counts again if one of the session's logs turns out not to be purged.
 */
function stubOf(state: StoreState, id: string): SessionRecord | undefined {
	const record = state.folds.get(id)?.session;
	if (!record) return undefined;
	const { relation = 'child', type, op, session } = record;
	return {
		type,
		id: record.id,
		at: state.tick(),
		op,
		session,
		relation,
		parentId: state.forest.parentOf(id),
	};
}
