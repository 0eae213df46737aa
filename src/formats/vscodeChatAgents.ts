import type { JsonObject } from '../store/model.js';
import { objectAt, stringAt } from './pick.js';
import { type ResponsePart, isToolPart } from './vscodeChatParts.js';

/** The parts of a response by who made them. */
export interface Owned {
	readonly main: readonly ResponsePart[];
	/** Those of sub-agents, by the ids of the calls that started them. */
	readonly inner: ReadonlyMap<string, readonly ResponsePart[]>;
}

/**
 * Tells the parts of sub-agents from those of the agent itself. They name the call that started the sub-agent, which
 * came before; older ones only say that they belong to one.
 */
export function ownedParts(parts: readonly ResponsePart[]): Owned {
	const named = new Set(parts.map((part) => stringAt(part, 'subAgentInvocationId')));
	const main: ResponsePart[] = [];
	const inner = new Map<string, ResponsePart[]>();
	let latest: string | undefined;
	for (const part of parts) {
		const owner = part['fromSubAgent'] === true ? latest : stringAt(part, 'subAgentInvocationId');
		const own = owner === undefined ? undefined : inner.get(owner);
		(own ?? main).push(part);
		const id = stringAt(part, 'toolCallId') ?? '';
		if (!isToolPart(part) || inner.has(id) || !(isAgentCall(part) || named.has(id))) continue;
		inner.set(id, []);
		latest = id;
	}
	return { main, inner };
}

function isAgentCall(part: ResponsePart): boolean {
	return agentData(part)?.['kind'] === 'subagent' || part['toolId'] === 'runSubagent';
}

/** What a call that starts a sub-agent says of it. */
export function agentData(part: ResponsePart): JsonObject | undefined {
	return objectAt(part, 'toolSpecificData');
}
