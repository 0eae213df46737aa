import type { SessionFold } from './sessionFold.js';

/** The sessions that share messages with these: their forks, and the forks of those. */
export function forksOf(ids: ReadonlySet<string>, folds: Iterable<SessionFold>): ReadonlySet<string> {
	const found = new Set<string>();
	if (ids.size === 0) return found;
	const forks = new Map<string, string[]>();
	for (const { id, session } of folds) {
		const from = session?.forkPoint?.sessionId;
		if (from === undefined) continue;
		const siblings = forks.get(from);
		if (siblings) siblings.push(id);
		else forks.set(from, [id]);
	}
	const pending = [...ids];
	for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
		for (const fork of forks.get(next) ?? []) {
			if (found.has(fork)) continue;
			found.add(fork);
			pending.push(fork);
		}
	}
	return found;
}
