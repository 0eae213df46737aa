import { StoreError } from './errors.js';
import type { Files } from './files.js';
import { erase } from './leftovers.js';
import { newId } from './newIds.js';
import type { MessageRecord, PurgeRecord, SessionRecord } from './records.js';
import type { SessionFold } from './sessionFold.js';
import type { StoreState } from './storeState.js';
import type { Writer } from './writer.js';

/** Messages copied to a fork in one line. */
const batch = 20_000;

/**
 * Empties the logs of a trashed session and of the children that lie in the trash with it, after every fork that
 * depends on them has got the messages that it shares. Only while the writer's lock is held.
 */
export async function purge(state: StoreState, files: Files, writer: Writer, id: string): Promise<void> {
	const unread = state.logs.failure();
	// A fork that cannot be seen now would lose what it shares.
	if (unread !== undefined)
		throw new StoreError('IO', 'Some sessions cannot be read. Nothing was changed.', { cause: unread });
	const gone = [id];
	for (const each of gone) for (const child of state.forest.children(each)) gone.push(child);
	const going = new Set(gone);
	for (const fork of [...state.folds.values()]) {
		const from = fork.session?.forkPoint?.sessionId;
		if (from !== undefined && going.has(from) && !going.has(fork.id)) await copyShared(state, writer, fork);
	}
	const op = newId();
	let begun = false;
	try {
		// Children first: what a crash leaves of the tree is still in the trash under its parent.
		for (const each of gone.reverse()) {
			await purgeOne(state, writer, each, op);
			begun = true;
		}
		await erase(files, state.remains());
	} catch (cause) {
		if (!begun) throw cause;
		const words =
			'It could not be deleted completely. The next write to this folder goes on with what was begun.';
		throw new StoreError('IO', words, { cause, uncertain: true });
	} finally {
		await state.settle(gone);
	}
}

async function copyShared(state: StoreState, writer: Writer, fork: SessionFold): Promise<void> {
	const missing: readonly MessageRecord[] = await state.complete(() =>
		state.tree
			.path(fork.id, fork.session?.forkPoint?.messageId ?? null)
			.filter(({ owner }) => owner !== fork.id)
			.map(({ record }) => record),
	);
	for (let from = 0; from < missing.length; from += batch) {
		await writer.append({ sessionId: fork.id, records: missing.slice(from, from + batch) });
	}
}

async function purgeOne(state: StoreState, writer: Writer, id: string, op: string): Promise<void> {
	const record: PurgeRecord = {
		type: 'purge',
		id: newId(),
		at: state.tick(),
		op,
		session: id,
		logs: state.logs.of(id).map(({ name, size }) => ({ name, size })),
	};
	await writer.beginLog({ sessionId: id, records: [record] }, stubOf(state, id));
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
