import type { IncomingSession } from '../store/incoming.js';
import type { Source } from '../store/model.js';
import { parsedJson } from './json.js';
import { numberAt, stringAt, titleFrom } from './pick.js';
import type { ReadContext } from './source.js';
import type { UniqueNames } from './uniqueNames.js';
import { agentData } from './vscodeChatAgents.js';
import { singleRound, writeAnswer } from './vscodeChatAnswer.js';
import { type ResponsePart, isToolPart, vscodeChatName } from './vscodeChatParts.js';
import { type ChatCall, callId } from './vscodeChatTools.js';
import type { WrittenRequest } from './vscodeChatRequest.js';
import { VscodeChatWriter } from './vscodeChatWriter.js';

/** The session of the chat that the sub-agents belong to. */
export interface Chat {
	readonly source: Source;
	readonly path: string;
	/** Of the ids of sub-agents' sessions. */
	readonly names: UniqueNames;
}

/** The sessions of the sub-agents that a request started, and of those that they started. */
export function childrenOf(
	{ rounds, inner, time, answer }: WrittenRequest,
	chat: Chat,
	context: ReadContext,
): readonly IncomingSession[] {
	const children: IncomingSession[] = [];
	const waiting = rounds.flatMap(({ calls }) => calls).map((call) => ({ call, above: chat.source }));
	// A call in a sub-agent may have the id of the one that started it.
	const started = new Set<string>();
	for (const { call, above } of waiting) {
		const id = stringAt(call.shown, 'toolCallId') ?? '';
		const parts = call.shown && inner.get(id);
		if (!parts || started.has(id)) continue;
		started.add(id);
		const calls = parts.filter(isToolPart).map((shown): ChatCall => ({ shown, made: undefined }));
		const child = asSession(call, { parts, calls, time, answer }, { ...chat, parent: above }, context);
		if (!child) continue;
		children.push(child);
		for (const each of calls) waiting.push({ call: each, above: child.source });
	}
	return children;
}

interface Work {
	readonly parts: readonly ResponsePart[];
	readonly calls: readonly ChatCall[];
	/** Milliseconds since 1970. */
	readonly time: number;
	readonly answer: WrittenRequest['answer'];
}

/** Undefined: nothing is known of what the sub-agent did. */
function asSession(
	call: ChatCall,
	{ parts, calls, time, answer }: Work,
	{ source, path, names, parent }: Chat & { readonly parent: Source },
	context: ReadContext,
): IncomingSession | undefined {
	const data = call.shown && agentData(call.shown);
	const name = callId(call);
	const prompt = stringAt(data, 'prompt') ?? argument(call, 'prompt') ?? '';
	const result = stringAt(data, 'result') ?? '';
	const startedAt = numberAt(data, 'startedAt') ?? time;
	const model = stringAt(data, 'modelName') ?? stringAt(data, 'modelId');
	const metadata = model === undefined ? {} : { model };
	const writer = new VscodeChatWriter(path, context);
	const tell = (
		id: string,
		role: 'user' | 'assistant',
		content: string,
		after: string | null,
	): string | null =>
		content === ''
			? after
			: writer.put({ id, after, role, content, timestamp: startedAt, ...(role !== 'user' && { metadata }) });
	const begun = tell(`${name}:prompt`, 'user', prompt, null);
	const others = parts.filter((part) => !isToolPart(part));
	const place = {
		name: `${name}:${answer}`,
		after: begun,
		time: startedAt,
		metadata,
		lastMetadata: {},
		left: {},
	};
	const worked = writeAnswer(singleRound(others, [...calls]), place, writer);
	const head = tell(`${name}:result`, 'assistant', result, worked);
	if (head === null) return undefined;
	const description = stringAt(data, 'description') ?? argument(call, 'description') ?? '';
	return {
		source: { format: vscodeChatName, id: names.take(`${source.id}/${name}`) },
		title: titleFrom(description) || titleFrom(prompt) || 'Untitled',
		parent,
		relation: 'child',
		shares: null,
		messages: writer.messages,
		head,
		snapshots: [],
		agentName: stringAt(data, 'agentName') ?? argument(call, 'agentName') ?? null,
		metadata: {},
		shared: false,
		createdAt: startedAt,
		updatedAt: startedAt,
	};
}

/** A field of the arguments that the model gave, which may be cut off, or no JSON at all. */
function argument({ made }: ChatCall, key: string): string | undefined {
	return stringAt(parsedJson(made?.arguments ?? ''), key);
}
