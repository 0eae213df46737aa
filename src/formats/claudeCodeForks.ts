import type { Talk } from './claudeCodeTalks.js';

/** The sessions that others were forked from, by the ids of the forks, and who has which message first. */
export interface Forks {
	readonly parents: ReadonlyMap<string, string>;
	readonly owners: ReadonlyMap<string, Talk>;
	/** Those of them that go on where the other one ended, and repeat nothing of it. */
	readonly continuations: ReadonlySet<string>;
}

/**
 * Forks say so on each line that they copied. Sessions that older versions resumed only repeat messages: of those that
 * share a beginning each is a fork of the one that had the last of it first. `talks`: no sub-agents.
 */
export function forksOf(talks: readonly Talk[]): Forks {
	const ids = new Set(talks.map(({ id }) => id));
	const parents = new Map<string, string>();
	const owners = new Map<string, Talk>();
	const continuations = new Set<string>();
	const before = new Map(talks.map(({ id, transcript }) => [transcript.continuedIn, id]));
	for (const talk of oldestFirst(talks)) {
		const shared = talk.nodes.findLast(({ id }) => owners.has(id));
		const owner = shared && owners.get(shared.id);
		const { firstSession } = talk.transcript;
		// A session that is not here is only known by the lines that were copied from it.
		const absent = firstSession === undefined || ids.has(firstSession) ? undefined : firstSession;
		const repeated = namedBy(talk) ?? owner?.id;
		const continued = repeated === undefined ? before.get(talk.id) : undefined;
		if (continued !== undefined) continuations.add(talk.id);
		const parent = repeated ?? continued ?? absent;
		if (parent !== undefined) parents.set(talk.id, parent);
		for (const { id } of talk.nodes) if (!owners.has(id)) owners.set(id, talk);
	}
	return { parents, owners, continuations };
}

function namedBy({ id, transcript: { forkedFrom } }: Talk): string | undefined {
	return forkedFrom === id ? undefined : forkedFrom;
}

/** Those that say whose forks they are come last. Of two with the same beginning the one is older that went on first. */
function oldestFirst(talks: readonly Talk[]): readonly Talk[] {
	if (talks.length < 2) return talks;
	const times = new Map<string, number>();
	for (const { nodes } of talks) {
		for (const { id, message } of nodes)
			times.set(id, Math.min(times.get(id) ?? Infinity, message?.timestamp ?? 0));
	}
	const timeAt = ({ nodes }: Talk, place: number): number => times.get(nodes[place]?.id ?? '') ?? -1;
	const rank = (talk: Talk): number => (namedBy(talk) === undefined ? 0 : 1);
	return talks.toSorted((one, other) => {
		if (rank(one) !== rank(other)) return rank(one) - rank(other);
		let place = 0;
		while (place < one.nodes.length && one.nodes[place]?.id === other.nodes[place]?.id) place++;
		return timeAt(one, place) - timeAt(other, place);
	});
}
