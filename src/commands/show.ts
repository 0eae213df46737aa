import type { SessionRef } from '../host/sessionRef.js';
import type { Invocation } from './invocation.js';

/** Opens the transcript of what a command made and selects its row. */
export async function show(call: Invocation, ref: SessionRef, messageId?: string): Promise<void> {
	await call.transcripts.open(ref, messageId === undefined ? {} : { messageId });
	await call.tree.reveal(ref);
}
