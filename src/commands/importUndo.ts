import type { SessionRef } from '../host/sessionRef.js';
import type { Invocation } from './invocation.js';
import { writableStoreOf } from './target.js';

/** Tells of an import, by one of its sessions, and offers to take all of it back. */
export function offerUndoOfImport(call: Invocation, ref: SessionRef, done: string): void {
	call.offerUndo(done, async () => {
		call.subject = ref;
		const store = await writableStoreOf(call, ref);
		const operations = await store.getOperations({ sessionId: ref.sessionId });
		const made = operations.findLast(({ kind }) => kind === 'import');
		if (made) await store.undoOperation(made.id);
	});
}
