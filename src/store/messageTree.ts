import { Gaps } from './gaps.js';
import type { Branch, Message } from './model.js';
import { asPart, asTime, inOrder, type MessageRecord, type SnapshotRecord } from './records.js';
import type { MessageNode } from './messageNode.js';
import { NotInMemory } from './messagePages.js';
import type { SessionFold, Summary } from './sessionFold.js';

/**
 * The messages of all sessions as one tree: a session's own, and along its fork points its parents'. All walks are
 * loops; each message's predecessor is earlier than the message, so they end. Every message knows one of its
 * ancestors far above (`jump`), so that finding one by its depth takes logarithmic time.
 */
export class MessageTree {
	readonly #folds: ReadonlyMap<string, SessionFold>;
	#epoch = 1;
	/** They stay until they are closed: what nobody has looked at since may change all the same. */
	readonly #gaps = new Gaps();
	/** When a session was folded anew, by the epoch that began with it. */
	readonly #refolded = new Map<string, number>();

	constructor(folds: ReadonlyMap<string, SessionFold>) {
		this.#folds = folds;
	}

	/** What was known of a session changed, or went. */
	forget(sessionId: string): void {
		this.#epoch++;
		this.#gaps.forget(sessionId);
		this.#refolded.set(sessionId, this.#epoch);
	}

	/** A session came that was not there. True: what ended at a gap may go on now. */
	grew(): boolean {
		if (this.#gaps.isEmpty) return false;
		this.#epoch++;
		return true;
	}

	/** A message came. True: it closes a gap. */
	grewBy(messageId: string): boolean {
		if (!this.#gaps.has(messageId)) return false;
		this.#epoch++;
		return true;
	}

	/** Looks in the session, then along its fork points. */
	find(sessionId: string, messageId: string | null): MessageNode | undefined {
		const fold = this.#folds.get(sessionId);
		if (!fold || messageId === null) return undefined;
		const node = this.#lookUp(fold, messageId);
		// What only a caller asked for is awaited by nobody.
		if (node || names(fold, messageId)) this.#gaps.looked(sessionId, messageId, node !== undefined);
		return node && this.#measured(node);
	}

	/** Finds a message that is in the session's tree: its own, or on the path to its fork point. */
	inTree(sessionId: string, messageId: string): MessageNode | undefined {
		const found = this.find(sessionId, messageId);
		if (!found || found.owner === sessionId) return found;
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
		let owner: SessionFold | undefined;
		while (at && at.epoch !== this.#epoch) {
			pending.push(at);
			if (owner?.id !== at.owner) owner = this.#folds.get(at.owner);
			const { after }: MessageNode = at;
			const { near }: MessageNode = at;
			at = near ?? (after === null || !owner ? undefined : this.#lookUp(owner, after, at));
			if (!near && after !== null && owner) this.#gaps.looked(owner.id, after, at !== undefined);
		}
		for (let node = pending.pop(); node; node = pending.pop()) {
			node.up = at;
			node.jump = jumpBelow(at);
			node.depth = (at?.depth ?? 0) + 1;
			node.whole = at ? at.whole : node.after === null;
			node.epoch = this.#epoch;
			at = node;
		}
		return start;
	}

	/** `before`: only what is earlier than that message. */
	#lookUp(from: SessionFold, messageId: string, before?: MessageNode): MessageNode | undefined {
		let owner: SessionFold | undefined = from;
		for (let steps = 0; owner && steps <= this.#folds.size; steps++) {
			const node = owner.messages.get(messageId);
			if (node && (!before || inOrder(node, before) < 0)) return node;
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
		return this.#summaryOf(fold)?.messageCount ?? this.depth(fold.id, fold.head);
	}

	/** Messages up to the one that a snapshot labels. */
	lengthAt(fold: SessionFold, { id, messageId }: SnapshotRecord): number {
		return this.#summaryOf(fold)?.snapshots.get(id) ?? this.depth(fold.id, messageId);
	}

	/** What a session may know of its messages while it sleeps; undefined while something is missing. */
	summarize(fold: SessionFold): Summary | undefined {
		if (fold.isAsleep) return this.#summaryOf(fold);
		const snapshots = [...fold.snapshots.values()].map(({ record }) => record);
		const labelled = snapshots.map(({ messageId }) => messageId);
		if (![fold.head, ...labelled].every((id) => id === null || this.find(fold.id, id)?.whole))
			return undefined;
		return {
			messageCount: this.length(fold),
			snapshots: new Map(snapshots.map((record) => [record.id, this.lengthAt(fold, record)])),
			isAlone: isAlone(fold),
		};
	}

	/** A session has just been put to sleep with what was known of it. */
	trust(fold: SessionFold): void {
		fold.knownAt = this.#epoch;
	}

	/** Of a sleeping session. Throws `NotInMemory` when what it leans on was folded anew since it was known to hold. */
	#summaryOf(fold: SessionFold): Summary | undefined {
		if (!fold.summary || fold.knownAt === this.#epoch) return fold.summary;
		let at = fold;
		for (let steps = 0; !isAlone(at) && steps <= this.#folds.size; steps++) {
			const from = this.#folds.get(at.session?.forkPoint?.sessionId ?? '');
			if (!from || (this.#refolded.get(from.id) ?? 0) > fold.knownAt) throw new NotInMemory(fold.id);
			at = from;
		}
		fold.knownAt = this.#epoch;
		return fold.summary;
	}

	/** The transcript's message with that index. */
	at(fold: SessionFold, index: number): MessageNode | undefined {
		const head = this.find(fold.id, fold.head);
		return head && index >= 0 && index < head.depth ? ancestor(head, index + 1) : undefined;
	}

	/** Whether the way from the head to the root breaks off at a message that is not here. */
	isIncomplete(fold: SessionFold): boolean {
		if (this.#summaryOf(fold)) return false;
		return fold.head !== null && this.find(fold.id, fold.head)?.whole !== true;
	}

	branches(fold: SessionFold): readonly Branch[] {
		const head = this.find(fold.id, fold.head);
		const branches: Branch[] = [];
		for (const messageId of fold.ends) {
			const end = this.inTree(fold.id, messageId);
			if (!end || isOnPath(end, head)) continue;
			branches.push({
				messageId,
				state: fold.discarded.has(messageId) ? 'discarded' : 'diverged',
				branchesFrom: parting(end, head)?.id ?? null,
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
			if (next?.role !== 'tool') break;
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
			if (!latest || inOrder(latest, end) < 0) latest = end;
		}
		return latest;
	}
}

/** Whether its own records lead to a message. */
function names({ head, ends, snapshots }: SessionFold, messageId: string): boolean {
	if (messageId === head || ends.has(messageId)) return true;
	return [...snapshots.values()].some(({ record }) => record.messageId === messageId);
}

/** Whether all its paths lie in its own logs: it is no fork, or a purge has given it copies. */
export function isAlone(fold: SessionFold): boolean {
	const point = fold.session?.forkPoint?.messageId ?? null;
	return fold.summary?.isAlone ?? (point === null || fold.messages.has(point));
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
	return ancestor(end, message.depth)?.id === message.id;
}

/** The last message that two paths share. */
function parting(one: MessageNode, other: MessageNode | undefined): MessageNode | undefined {
	if (!other) return undefined;
	const depth = Math.min(one.depth, other.depth);
	let a = ancestor(one, depth);
	let b = ancestor(other, depth);
	while (a && b && a.id !== b.id) {
		const far = a.jump?.id !== b.jump?.id;
		a = far ? a.jump : a.up;
		b = far ? b.jump : b.up;
	}
	return a && b;
}

/** A record as callers see it. */
export function asMessage(record: MessageRecord): Message {
	const { id, after, role, content, toolCalls, toolCallId, metadata = {} } = record;
	const shown = typeof content === 'string' ? content : content.map(asPart);
	const timestamp = asTime(record.timestamp);
	// Most have neither, and taking such an object apart and together again takes longer than all else here.
	if (!toolCalls && toolCallId === undefined) return { id, after, role, content: shown, timestamp, metadata };
	return {
		id,
		after,
		role,
		content: shown,
		...(toolCalls && { toolCalls }),
		...(toolCallId !== undefined && { toolCallId }),
		timestamp,
		metadata,
	};
}
