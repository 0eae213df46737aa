import type { AgentCall, Node, Transcript } from './claudeCodeNode.js';
import { agentSession } from './claudeCodePaths.js';

/** What becomes a session: a conversation with a person, or the work of a sub-agent. */
export interface Talk {
	/** Its id in the tool. */
	readonly id: string;
	readonly transcript: Transcript;
	readonly isAgent: boolean;
	readonly agentId: string | undefined;
	/** At least one. */
	readonly nodes: Node[];
	/** The call that started it. */
	call?: AgentCall;
}

/** The conversations in a file whose nodes are linked: that with the person first. */
export function talksOf(transcript: Transcript): readonly Talk[] {
	const { nodes, sessionId, agentId } = transcript;
	if (agentId !== undefined) {
		const id = agentSession(sessionId, agentId);
		return nodes.length === 0 ? [] : [{ id, transcript, isAgent: true, agentId, nodes }];
	}
	const main = nodes.filter(({ isSidechain }) => !isSidechain);
	const runs = runsOf(transcript);
	return main.length === 0
		? runs
		: [{ id: sessionId, transcript, isAgent: false, agentId: undefined, nodes: main }, ...runs];
}

/** The work of sub-agents that stands in their session's file: each begins anew, and may say whose it is. */
function runsOf(transcript: Transcript): readonly Talk[] {
	const talks = new Map<string, Talk>();
	const runs = new Map<Node, string>();
	for (const node of transcript.nodes) {
		if (!node.isSidechain) continue;
		const { agentId, before } = node;
		const id =
			agentId === undefined
				? ((before && runs.get(before)) ?? node.id)
				: agentSession(transcript.sessionId, agentId);
		runs.set(node, id);
		const talk = talks.get(id);
		if (talk) talk.nodes.push(node);
		else talks.set(id, { id, transcript, isAgent: true, agentId, nodes: [node] });
	}
	return [...talks.values()];
}

/** Adds what another file has of the same work. */
export function addTo(talk: Talk, more: readonly Node[]): void {
	const known = new Map(talk.nodes.map((node) => [node.id, node]));
	const fresh = more.filter(({ id }) => !known.has(id));
	for (const node of fresh) {
		node.before = (node.before && known.get(node.before.id)) ?? node.before;
		talk.nodes.push(node);
	}
}

/** Two files of one session: the one goes on where the other ends, or repeats it. */
export function joined(one: Transcript, other: Transcript): Transcript {
	const { entries, calls } = one;
	const end = one.nodes.reduce((latest, { last }) => Math.max(latest, last), 0) + 1;
	for (const node of other.nodes) {
		node.order += end;
		node.last += end;
	}
	for (const [uuid, entry] of other.entries) {
		const known = entries.get(uuid);
		// Of a turn that one of them has in part the whole counts.
		if (!known || (entry.node?.lines ?? 0) > (known.node?.lines ?? 0)) entries.set(uuid, entry);
	}
	for (const [id, call] of other.calls) {
		const known = calls.get(id);
		if (!known?.result) calls.set(id, call);
	}
	return {
		...one,
		nodes: [...one.nodes, ...other.nodes].filter(({ uuid, entry }) => entries.get(uuid) === entry),
		boundaries: [...one.boundaries, ...other.boundaries],
		title: other.title ?? one.title,
		summaries: new Map([...one.summaries, ...other.summaries]),
		command: one.command ?? other.command,
		forkedFrom: one.forkedFrom ?? other.forkedFrom,
		context: one.context ?? other.context,
		lines: [...one.lines, ...other.lines],
		firstSession: one.firstSession ?? other.firstSession,
		cwd: one.cwd ?? other.cwd,
		gitBranch: one.gitBranch ?? other.gitBranch,
		version: one.version ?? other.version,
		createdAt: Math.min(one.createdAt, other.createdAt),
	};
}
