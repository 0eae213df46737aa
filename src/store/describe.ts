import type { ChatMessage, Message, Part, Problem, Session, Snapshot } from './model.js';
import { asSource, asTime } from './records.js';
import type { SessionFold } from './sessionFold.js';
import type { StoreState } from './storeState.js';

/** A session as callers see it. */
export function describeSession({ forest, logs, tree }: StoreState, fold: SessionFold): Session {
	const { session, id, title, head, agentName, shared, updatedAt } = fold;
	const { parent, deleted } = forest.place(id);
	return {
		id,
		title,
		head,
		parentId: parent,
		relation: session?.relation ?? 'child',
		forkPoint: session?.forkPoint ?? null,
		agentName,
		metadata: Object.fromEntries(fold.metadata),
		shared,
		createdAt: asTime(session?.createdAt ?? updatedAt),
		updatedAt: asTime(updatedAt),
		source: asSource(session?.source),
		messageCount: tree.length(fold),
		snapshotCount: livingSnapshots(fold).length,
		deleted,
		readOnly: fold.newerVersion,
		incomplete: tree.isIncomplete(fold),
		damaged: logs
			.of(id)
			.some(
				({ failure, problems }) => failure !== undefined || problems.some((each) => !isAccepted(fold, each)),
			),
	};
}

/** Whether a person takes the line as it is. */
export function isAccepted(fold: SessionFold, { line }: Problem): boolean {
	return line !== undefined && fold.accepted.has(line);
}

/** The session's snapshots, oldest first, those in the trash left out. */
export function describeSnapshots({ tree }: StoreState, fold: SessionFold): readonly Snapshot[] {
	return livingSnapshots(fold).map(({ record }) => {
		const { id, messageId, label, createdAt, metadata } = record;
		const messageCount = tree.lengthAt(fold, record);
		return {
			id,
			sessionId: fold.id,
			messageId,
			label,
			createdAt: asTime(createdAt),
			metadata: metadata ?? {},
			messageIndex: messageCount - 1,
			messageCount,
		};
	});
}

function livingSnapshots({ snapshots }: SessionFold) {
	return [...snapshots.values()].filter(({ deleted }) => !deleted);
}

/** The latest messages in the shape of chat-completion APIs, never beginning with the results of a call left out. */
export function asChatHistory(
	messages: readonly Message[],
	maxMessages = messages.length,
): readonly ChatMessage[] {
	let start = Math.max(0, messages.length - Math.max(0, maxMessages));
	if (start > 0) while (messages[start]?.role === 'tool') start++;
	return messages.slice(start).map(({ role, content, toolCalls, toolCallId }) => ({
		role,
		content: textOf(content),
		...(toolCalls && {
			tool_calls: toolCalls.map(({ id, name, arguments: text }) => ({
				id,
				type: 'function' as const,
				function: { name, arguments: text },
			})),
		}),
		...(toolCallId !== undefined && { tool_call_id: toolCallId }),
	}));
}

function textOf(content: string | readonly Part[]): string {
	if (typeof content === 'string') return content;
	return content.flatMap((part) => (part.type === 'text' ? part.text : [])).join('\n');
}
