import type { Branch, Message } from './model.js';
import { asPart, asTime, inOrder, type MessageRecord } from './records.js';
import type { MessageNode, SessionFold } from './sessionFold.js';

/**
 * The messages of all sessions as one tree: a session's own, and along its fork points its parents'. All walks are
 * loops; each message's predecessor is earlier than the message, so they end. Every message knows one of its
 * ancestors far above (`jump`), so that finding one by its depth takes logarithmic time.
 */
export class MessageTree {
	readonly #folds: ReadonlyMap<string, SessionFold>;
	#epoch = 1;
	/** Messages that others follow and that are not here, or not earlier. */
	readonly #gaps = new Set<string>();

	constructor(folds: ReadonlyMap<string, SessionFold>) {
		this.#folds = folds;
	}

	/** Something that was known changed, or went. */
	forget(): void {
		this.#epoch++;
		this.#gaps.clear();
	}

	/** A session came that was not there; what ended at a gap may go on now. */
	grew(): void {
		if (this.#gaps.size > 0) this.forget();
	}

	/** A message came. */
	grewBy(messageId: string): void {
		if (this.#gaps.has(messageId)) this.forget();
	}

	/** Looks in the session, then along its fork points. */
	find(sessionId: string, messageId: string | null): MessageNode | undefined {
		const fold = this.#folds.get(sessionId);
		const node = fold && messageId !== null ? this.#lookUp(fold, messageId) : undefined;
		return node && this.#measured(node);
	}

	/** Finds a message that is in the session's tree: its own, or on the path to its fork point. */
	inTree(sessionId: string, messageId: string): MessageNode | undefined {
		const found = this.find(sessionId, messageId);
		if (!found || found.owner.id === sessionId) return found;
		return isOnPath(found, this.find(sessionId, this.#pointOf(sessionId))) ? found : undefined;
	}

	#pointOf(sessionId: string): string | null {
		return this.#folds.get(sessionId)?.session?.forkPoint?.messageId ?? null;
	}

	/** Messages from the root to it, itself included; 0 for null or one that is not here. */
	depth(sessionId: string, messageId: string | null): number {
		return this.find(sessionId, messageId)?.depth ?? 0;
	}

	/** Fills in what the tree remembers of a message and of all before it. */
	#measured(start: MessageNode): MessageNode {
		if (start.epoch === this.#epoch) return start;
		const pending: MessageNode[] = [];
		let at: MessageNode | undefined = start;
		while (at && at.epoch !== this.#epoch) {
			pending.push(at);
			const { owner, record }: MessageNode = at;
			at = record.after === null ? undefined : this.#lookUp(owner, record.after, record);
			if (!at && record.after !== null) this.#gaps.add(record.after);
		}
		for (let node = pending.pop(); node; node = pending.pop()) {
			node.up = at;
			node.jump = jumpBelow(at);
			node.depth = (at?.depth ?? 0) + 1;
			node.whole = at ? at.whole : node.record.after === null;
			node.epoch = this.#epoch;
			at = node;
		}
		return start;
	}

	/** `before`: only what is earlier than that message. */
	#lookUp(from: SessionFold, messageId: string, before?: MessageRecord): MessageNode | undefined {
		let owner: SessionFold | undefined = from;
		for (let steps = 0; owner && steps <= this.#folds.size; steps++) {
			const node = owner.messages.get(messageId);
			if (node && (!before || inOrder(node.record, before) < 0)) return node;
			owner = this.#folds.get(owner.session?.forkPoint?.sessionId ?? '');
		}
		return undefined;
	}

	/** The path from the root to a message, as the session sees it: all of it, or from one index to before another. */
	path(sessionId: string, messageId: string | null, start = 0, end = Infinity): readonly MessageNode[] {
		const last = this.find(sessionId, messageId);
		if (!last || end < 1) return [];
		const path: MessageNode[] = [];
		let at = ancestor(last, Math.min(end, last.depth));
		for (; at && at.depth > start; at = at.up) path.push(at);
		return path.reverse();
	}

	/** Messages in the session's transcript. */
	length(fold: SessionFold): number {
		return this.depth(fold.id, fold.head);
	}

	/** The transcript's message with that index. */
	at(fold: SessionFold, index: number): MessageNode | undefined {
		const head = this.find(fold.id, fold.head);
		return head && index >= 0 && index < head.depth ? ancestor(head, index + 1) : undefined;
	}

	/** Whether the way from the head to the root breaks off at a message that is not here. */
	isIncomplete(fold: SessionFold): boolean {
		return fold.head !== null && this.find(fold.id, fold.head)?.whole !== true;
	}

	branches(fold: SessionFold): readonly Branch[] {
		const head = this.find(fold.id, fold.head);
		const branches: Branch[] = [];
		for (const messageId of fold.ends) {
			const end = this.find(fold.id, messageId);
			if (!end || isOnPath(end, head)) continue;
			branches.push({
				messageId,
				state: fold.discarded.has(messageId) ? 'discarded' : 'diverged',
				branchesFrom: parting(end, head)?.record.id ?? null,
				messageCount: end.depth,
			});
		}
		return branches;
	}

	/** Moves an end of a path forward past the tool results that directly follow, so that no exchange is split. */
	pastToolResults(fold: SessionFold, end: MessageNode): MessageNode {
		const along = this.#onward(fold, end);
		let at = end;
		while (along && at.depth < along.depth) {
			const next = ancestor(along, at.depth + 1);
			if (next?.record.role !== 'tool') break;
			at = next;
		}
		return at;
	}

	/** The end of the branch that goes on from a message: the head's, else the fork's shared part, else the latest. */
	#onward(fold: SessionFold, from: MessageNode): MessageNode | undefined {
		const leading = [fold.head, this.#pointOf(fold.id)]
			.map((id) => this.find(fold.id, id))
			.find((tip) => isOnPath(from, tip));
		if (leading) return leading;
		let latest: MessageNode | undefined;
		for (const id of fold.ends) {
			const end = this.find(fold.id, id);
			if (!end || !isOnPath(from, end)) continue;
			if (!latest || inOrder(latest.record, end.record) < 0) latest = end;
		}
		return latest;
	}
}

/**
 * Where a message jumps to whose predecessor is `up`: as far again as the last two jumps went, when those were alike
 * (the skew-binary ancestors of Myers). Undefined stands for the place before all roots.
 */
function jumpBelow(up: MessageNode | undefined): MessageNode | undefined {
	if (!up) return undefined;
	const first = up.jump;
	const firstDepth = first?.depth ?? 0;
	const secondDepth = first?.jump?.depth ?? 0;
	return up.depth - firstDepth === firstDepth - secondDepth ? first?.jump : up;
}

/** The message at a depth (1: the root) on the path to `from`, which is no higher up. */
function ancestor(from: MessageNode, depth: number): MessageNode | undefined {
	let at: MessageNode | undefined = from;
	while (at && at.depth > depth) at = (at.jump?.depth ?? 0) < depth ? at.up : at.jump;
	return at;
}

/** By id: a purge may have left two copies of one message. */
function isOnPath(message: MessageNode, end: MessageNode | undefined): boolean {
	if (!end || message.depth > end.depth) return false;
	return ancestor(end, message.depth)?.record.id === message.record.id;
}

/** The last message that two paths share. */
function parting(one: MessageNode, other: MessageNode | undefined): MessageNode | undefined {
	if (!other) return undefined;
	const depth = Math.min(one.depth, other.depth);
	let a = ancestor(one, depth);
	let b = ancestor(other, depth);
	while (a && b && a.record.id !== b.record.id) {
		const far = a.jump?.record.id !== b.jump?.record.id;
		a = far ? a.jump : a.up;
		b = far ? b.jump : b.up;
	}
	return a && b;
}

/** A record as callers see it. */
export function asMessage({
	id,
	after,
	role,
	content,
	toolCalls,
	toolCallId,
	timestamp,
	metadata,
}: MessageRecord): Message {
	return {
		id,
		after,
		role,
		content: typeof content === 'string' ? content : content.map(asPart),
		...(toolCalls && { toolCalls }),
		...(toolCallId !== undefined && { toolCallId }),
		timestamp: asTime(timestamp),
		metadata: metadata ?? {},
	};
}
