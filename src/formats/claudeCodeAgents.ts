import type { AgentCall, Node } from './claudeCodeNode.js';
import { isSessionId, sessionOfFolder } from './claudeCodePaths.js';
import type { Talk } from './claudeCodeTalks.js';

interface Started {
	readonly by: Talk;
	readonly call: AgentCall;
}

/** Finds for the work of sub-agents who started it. */
export class AgentCalls {
	readonly #talks: ReadonlyMap<string, Talk>;
	readonly #byAgent = new Map<string, Started[]>();
	readonly #byId = new Map<string, Started[]>();
	readonly #byName = new Map<string, Started[]>();
	readonly #byPrompt = new Map<string, Started[]>();
	readonly #taken = new Set<AgentCall>();

	constructor(talks: ReadonlyMap<string, Talk>) {
		this.#talks = talks;
		const owners = new Map<Node, Talk>();
		for (const talk of talks.values()) {
			if (talk.transcript.calls.size === 0) continue;
			for (const node of talk.nodes) owners.set(node, talk);
		}
		for (const { calls } of new Set([...talks.values()].map(({ transcript }) => transcript))) {
			for (const call of calls.values()) {
				const node = call.node ?? call.result;
				const by = node && owners.get(node);
				if (!by) continue;
				const started = { by, call };
				addTo(this.#byId, call.id, started);
				if (call.name !== undefined) addTo(this.#byName, call.name, started);
				if (call.agentId !== undefined) addTo(this.#byAgent, call.agentId, started);
				else if (call.prompt !== undefined) addTo(this.#byPrompt, call.prompt, started);
			}
		}
	}

	/** `meta`: what the file beside that of the sub-agent says of its call. Gives the id of the session above. */
	parentOf(
		talk: Talk,
		meta: { readonly toolUseId: string | undefined; readonly name: string | undefined },
	): string {
		const { agentId, transcript } = talk;
		const started =
			this.#choose(talk, this.#byAgent.get(agentId ?? '')) ??
			this.#choose(talk, this.#byId.get(meta.toolUseId ?? '')) ??
			this.#byName
				.get(meta.name ?? '')
				?.find((each) => isOfSession(each, talk) && !this.#taken.has(each.call)) ??
			this.#byPromptOf(talk);
		if (started) {
			this.#taken.add(started.call);
			talk.call = started.call;
			return started.by.id;
		}
		const folder = sessionOfFolder(transcript.path);
		const isElsewhere = !this.#talks.has(transcript.sessionId) && folder !== undefined && isSessionId(folder);
		return isElsewhere ? folder : transcript.sessionId;
	}

	/** Copies of a call lie in forks of its session. */
	#choose(talk: Talk, all: readonly Started[] = []): Started | undefined {
		const others = all.filter(({ by }) => by !== talk);
		return others.find((each) => isOfSession(each, talk)) ?? others[0];
	}

	/** Old versions only say what the sub-agent was asked: in the order in which it was asked. */
	#byPromptOf(talk: Talk): Started | undefined {
		const first = talk.nodes.find(({ prompt }) => prompt !== undefined);
		return this.#byPrompt
			.get(first?.prompt ?? '')
			?.find((each) => each.by !== talk && isOfSession(each, talk) && !this.#taken.has(each.call));
	}
}

function isOfSession({ by }: Started, talk: Talk): boolean {
	return by.transcript.sessionId === talk.transcript.sessionId;
}

function addTo(all: Map<string, Started[]>, key: string, started: Started): void {
	const known = all.get(key);
	if (known) known.push(started);
	else all.set(key, [started]);
}
