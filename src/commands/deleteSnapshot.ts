import type { Command } from './invocation.js';
import { snapshotsOf, writableStoreOf } from './target.js';

export const deleteSnapshot: Command = async (call, ...args) => {
	const refs = await snapshotsOf(call, args, 'Delete Snapshot');
	const [first] = refs;
	if (!first) return;
	const labels = new Map<string, string>();
	for (const ref of refs) {
		const store = await writableStoreOf(call, ref);
		const snapshot = (await store.getSnapshots(ref.sessionId)).find(({ id }) => id === ref.snapshotId);
		labels.set(ref.snapshotId, snapshot?.label ?? '');
		await store.deleteSnapshot(ref.sessionId, ref.snapshotId);
	}
	const what =
		refs.length === 1
			? `the snapshot "${labels.get(first.snapshotId) ?? ''}"`
			: `${String(refs.length)} snapshots`;
	call.offerUndo(`Deleted ${what}.`, async () => {
		for (const ref of refs) {
			await (await writableStoreOf(call, ref)).restoreSnapshot(ref.sessionId, ref.snapshotId);
		}
	});
};
