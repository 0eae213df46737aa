import type { Message } from '../../../src/store/model.js';

/** A bundle of any sessions, good or bad. */
export function bundleOf(sessions: readonly object[]): Record<string, unknown> {
	return { format: 'session-hierarchy', version: 1, sessions };
}

/** A complete session whose head is its last message. */
export function sessionOf(
	id: string,
	messages: readonly object[],
	more: object = {},
): Record<string, unknown> {
	return {
		id,
		title: id,
		parentId: null,
		relation: 'child',
		forkPoint: null,
		head: (messages.at(-1) as Message | undefined)?.id ?? null,
		messages,
		snapshots: [],
		discarded: [],
		agentName: null,
		metadata: {},
		shared: false,
		createdAt: 1,
		updatedAt: 2,
		source: null,
		...more,
	};
}

export function message(id: string, after: string | null, more: object = {}): Record<string, unknown> {
	return { id, after, role: 'user', content: id, timestamp: 1, metadata: {}, ...more };
}

/** Messages `m0`, `m1`, … one after the other. */
export function chain(prefix: string, count: number): readonly Record<string, unknown>[] {
	return Array.from({ length: count }, (_, i) =>
		message(`${prefix}${i.toString()}`, i === 0 ? null : `${prefix}${(i - 1).toString()}`),
	);
}
