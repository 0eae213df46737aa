import type { Branch, Message } from './model.js';
import { asPart, inOrder, type MessageRecord } from './records.js';
import type { MessageNode, SessionFold } from './sessionFold.js';

/** A message, and the session in whose log it lies. */
export interface Found {
	readonly owner: SessionFold;
	readonly node: MessageNode;
}

/** Transcripts kept as arrays, so that paging through one does not walk it each time. */
const keptPaths = 16;

/**
 * The messages of all sessions as one tree: a session's own, and along its fork points its parents'. All walks are
 * loops; each message's predecessor is earlier than the message, so they end.
 */
export class MessageTree {
	readonly #folds: ReadonlyMap<string, SessionFold>;
	readonly #paths = new Map<string, Found[]>();
	#epoch = 1;
	#sawGap = false;

	constructor(folds: ReadonlyMap<string, SessionFold>) {
		this.#folds = folds;
	}

	/** Something that was known changed, or went. */
	forget(): void {
		this.#epoch++;
		this.#paths.clear();
		this.#sawGap = false;
	}

	/** Messages came that were not there; what ended at a gap may go on now. */
	grew(): void {
		if (this.#sawGap) this.forget();
	}

	/** Looks in the session, then along its fork points; `before`: only what is earlier than that message. */
	find(sessionId: string, messageId: string, before?: MessageRecord): Found | undefined {
		let owner = this.#folds.get(sessionId);
		for (let steps = 0; owner && steps <= this.#folds.size; steps++) {
			const node = owner.messages.get(messageId);
			if (node && (!before || inOrder(node.record, before) < 0)) return { owner, node };
			owner = this.#folds.get(owner.session?.forkPoint?.sessionId ?? '');
		}
		return undefined;
	}

	/** Finds a message that is in the session's tree: its own, or on the path to its fork point. */
	inTree(sessionId: string, messageId: string): Found | undefined {
		const found = this.find(sessionId, messageId);
		if (!found || found.owner.id === sessionId) return found;
		const point = this.#folds.get(sessionId)?.session?.forkPoint?.messageId ?? null;
		return this.isOnPath(sessionId, point, found) ? found : undefined;
	}

	before({ owner, node }: Found): Found | undefined {
		const { after } = node.record;
		if (after === null) return undefined;
		const found = this.find(owner.id, after, node.record);
		if (!found) this.#sawGap = true;
		return found;
	}

	/** Messages from the root to it, itself included; 0 for null or one that is not here. */
	depth(sessionId: string, messageId: string | null): number {
		return this.#measured(sessionId, messageId)?.depth ?? 0;
	}

	#measured(sessionId: string, messageId: string | null): MessageNode | undefined {
		const start = messageId === null ? undefined : this.find(sessionId, messageId);
		const pending: MessageNode[] = [];
		let at: Found | undefined = start;
		while (at && at.node.epoch !== this.#epoch) {
			pending.push(at.node);
			at = this.before(at);
		}
		let depth = at?.node.depth ?? 0;
		const whole = at?.node.whole ?? pending.at(-1)?.record.after === null;
		for (let node = pending.pop(); node; node = pending.pop()) {
			Object.assign(node, { depth: ++depth, whole, epoch: this.#epoch });
		}
		return start?.node;
	}

	/** The path from the root to a message, as the session sees it. */
	path(sessionId: string, messageId: string | null): readonly Found[] {
		const cached = this.#paths.get(sessionId);
		if (cached && this.#bring(cached, sessionId, messageId)) {
			// The latest use is the last in the map.
			this.#paths.delete(sessionId);
			this.#paths.set(sessionId, cached);
			return cached;
		}
		const path = this.#walk(sessionId, messageId);
		if (messageId === this.#folds.get(sessionId)?.head) this.#keep(sessionId, path);
		return path;
	}

	/** Makes a kept path lead to the head by cutting it or adding to it; false when that is not enough. */
	#bring(path: Found[], sessionId: string, messageId: string | null): boolean {
		if (messageId !== this.#folds.get(sessionId)?.head)
			return messageId === (path.at(-1)?.node.record.id ?? null);
		const more: Found[] = [];
		let at = messageId === null ? undefined : this.find(sessionId, messageId);
		const depth = this.depth(sessionId, messageId);
		while (at && path[depth - more.length - 1]?.node !== at.node) {
			// Walking the whole of it is what a fresh path does.
			if (more.length > 1000) return false;
			more.push(at);
			at = this.before(at);
		}
		path.length = depth - more.length;
		path.push(...more.reverse());
		return true;
	}

	#walk(sessionId: string, messageId: string | null): Found[] {
		const path: Found[] = [];
		for (let at = messageId === null ? undefined : this.find(sessionId, messageId); at; at = this.before(at))
			path.push(at);
		return path.reverse();
	}

	#keep(sessionId: string, path: Found[]): void {
		this.#paths.set(sessionId, path);
		for (const oldest of this.#paths.keys()) {
			if (this.#paths.size <= keptPaths) break;
			this.#paths.delete(oldest);
		}
	}

	/** The session's transcript. */
	transcript(fold: SessionFold): readonly Found[] {
		return this.path(fold.id, fold.head);
	}

	isOnPath(sessionId: string, end: string | null, message: Found): boolean {
		const depth = this.depth(message.owner.id, message.node.record.id);
		if (end === this.#folds.get(sessionId)?.head)
			return this.path(sessionId, end)[depth - 1]?.node === message.node;
		for (let at = end === null ? undefined : this.find(sessionId, end); at; at = this.before(at)) {
			if (at.node === message.node) return true;
			if (inOrder(at.node.record, message.node.record) < 0) return false;
		}
		return false;
	}

	/** Whether the way from the head to the root breaks off at a message that is not here. */
	isIncomplete(fold: SessionFold): boolean {
		return fold.head !== null && this.#measured(fold.id, fold.head)?.whole !== true;
	}

	branches(fold: SessionFold): readonly Branch[] {
		const branches: Branch[] = [];
		for (const messageId of fold.ends) {
			const end = this.find(fold.id, messageId);
			if (!end || this.isOnPath(fold.id, fold.head, end)) continue;
			branches.push({
				messageId,
				state: fold.discarded.has(messageId) ? 'discarded' : 'diverged',
				branchesFrom: this.#parting(fold, end),
				messageCount: this.depth(fold.id, messageId),
			});
		}
		return branches;
	}

	#parting(fold: SessionFold, end: Found): string | null {
		for (let at = this.before(end); at; at = this.before(at)) {
			if (this.isOnPath(fold.id, fold.head, at)) return at.node.record.id;
		}
		return null;
	}

	/** Moves an end of a path forward past the tool results that directly follow, so that no exchange is split. */
	pastToolResults(fold: SessionFold, end: Found): Found {
		const along = [fold.head, fold.session?.forkPoint?.messageId ?? null].find((tip) =>
			this.isOnPath(fold.id, tip, end),
		);
		const path = along === undefined ? undefined : this.path(fold.id, along);
		let at = end;
		let depth = this.depth(end.owner.id, end.node.record.id);
		for (;;) {
			const next: Found | undefined = path ? path[depth] : this.#latestAfter(fold, at);
			if (next?.node.record.role !== 'tool') return at;
			at = next;
			depth++;
		}
	}

	#latestAfter(fold: SessionFold, { node }: Found): Found | undefined {
		let latest: MessageNode | undefined;
		for (const other of fold.messages.values()) {
			if (other.record.after !== node.record.id) continue;
			if (!latest || inOrder(latest.record, other.record) < 0) latest = other;
		}
		return latest && { owner: fold, node: latest };
	}
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
		timestamp,
		metadata: metadata ?? {},
	};
}
