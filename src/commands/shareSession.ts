import type { Command } from './invocation.js';
import { sessionsOf, writableStoreOf } from './target.js';

export const shareSession: Command = async (call, ...args) => {
	const refs = await sessionsOf(call, args, {
		title: 'Share Session',
		placeholder: 'Mark which session as shared?',
		wanted: ({ shared }) => !shared,
		none: 'Every session is marked as shared already.',
	});
	for (const ref of refs) {
		call.subject = ref;
		await (await writableStoreOf(call, ref)).shareSession(ref.sessionId);
	}
};

export const unshareSession: Command = async (call, ...args) => {
	const refs = await sessionsOf(call, args, {
		title: 'Unshare Session',
		placeholder: 'Take the mark from which session?',
		wanted: ({ shared }) => shared,
		none: 'No session is marked as shared.',
	});
	for (const ref of refs) {
		call.subject = ref;
		await (await writableStoreOf(call, ref)).unshareSession(ref.sessionId);
	}
};
