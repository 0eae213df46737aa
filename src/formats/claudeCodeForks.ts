import type { Talk } from './claudeCodeTalks.js';

/** The sessions that others were forked from, by the ids of the forks, and who has which message first. */
export interface Forks {
	readonly parents: ReadonlyMap<string, string>;
	readonly owners: ReadonlyMap<string, Talk>;
}

/**
 * Forks say so on each line that they copied. Sessions that older versions resumed only repeat messages: of those that
 * share a beginning each is a fork of the one that had the last of it first. `talks`: no sub-agents.
 */
export function forksOf(talks: readonly Talk[]): Forks {
	const counts = new Map<string, number>();
	for (const { nodes } of talks) for (const { id } of nodes) counts.set(id, (counts.get(id) ?? 0) + 1);
	const births = new Map(talks.map((talk) => [talk, birthOf(talk, counts)]));
	const says = (talk: Talk): string | undefined => {
		const { forkedFrom } = talk.transcript;
		return forkedFrom === talk.id ? undefined : forkedFrom;
	};
	const rank = (talk: Talk): number => (says(talk) === undefined ? 0 : 1);
	const ordered = talks.toSorted(
		(one, other) => rank(one) - rank(other) || (births.get(one) ?? 0) - (births.get(other) ?? 0),
	);
	const ids = new Set(talks.map(({ id }) => id));
	const parents = new Map<string, string>();
	const owners = new Map<string, Talk>();
	for (const talk of ordered) {
		const shared = talk.nodes.findLast(({ id }) => owners.has(id));
		const owner = shared && owners.get(shared.id);
		const { firstSession } = talk.transcript;
		// A session that is not here is only known by the lines that were copied from it.
		const absent = firstSession === undefined || ids.has(firstSession) ? undefined : firstSession;
		const parent = says(talk) ?? owner?.id ?? (absent === talk.id ? undefined : absent);
		if (parent !== undefined) parents.set(talk.id, parent);
		for (const { id } of talk.nodes) if (!owners.has(id)) owners.set(id, talk);
	}
	return { parents, owners };
}

/** When it first had something that no other has; a session that others have all of is the oldest. */
function birthOf({ nodes }: Talk, counts: ReadonlyMap<string, number>): number {
	let birth = Infinity;
	for (const { id, message } of nodes) {
		if (counts.get(id) === 1 && message) birth = Math.min(birth, message.timestamp);
	}
	return birth === Infinity ? -1 : birth;
}
