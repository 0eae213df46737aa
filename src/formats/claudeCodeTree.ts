import type { Pace } from '../store/pace.js';
import type { Node } from './claudeCodeNode.js';

/** The messages of a session, each after the one that it follows. */
export interface Chain {
	/** By the message: the one that it follows. In the order in which they are to be listed. */
	readonly after: ReadonlyMap<Node, Node | null>;
	/** The end of the conversation; null: there are no messages. */
	readonly head: Node | null;
	/** Some followed each other in a circle, which was cut. */
	readonly hadCircle: boolean;
}

/**
 * Puts messages into the order in which they were said. What hangs on one message is no branch for that: answers of
 * tools that ran at once do so, and what was tried again. Only ways on that each hold something a person said are
 * branches, and that which the file ends with.
 */
export async function chainOf(nodes: readonly Node[], pace: Pace): Promise<Chain> {
	const tree = new Tree(nodes);
	const after = new Map<Node, Node | null>();
	const pending: { from: Node | null; ways: readonly Node[] }[] = [{ from: null, ways: tree.roots }];
	for (let next = pending.pop(); next; next = pending.pop()) {
		if (pace.isDue) await pace.rest();
		let { from } = next;
		const add = (node: Node): void => {
			after.set(node, from);
			from = node;
		};
		const { ways } = next;
		const branches = ways.filter((way) => tree.isWayOn(way));
		const plain = ways.filter((way) => !tree.isWayOn(way));
		const [only] = branches;
		const here = tree.allBelow(plain);
		if (only && branches.length === 1) {
			if (only.isTool) here.push(only);
			for (const node of tree.sorted(here)) add(node);
			if (!only.isTool) add(only);
			pending.push({ from, ways: tree.below(only) });
		} else {
			for (const node of tree.sorted(here)) add(node);
			// The oldest is taken first.
			for (const branch of branches.toReversed()) pending.push({ from, ways: [branch] });
		}
	}
	return { after, head: headOf(after, tree.latest), hadCircle: tree.hadCircle };
}

/** From the last line that was written on to the end of its branch. */
function headOf(after: ReadonlyMap<Node, Node | null>, latest: Node | undefined): Node | null {
	const next = new Map<Node, Node>();
	for (const [node, before] of after) if (before) next.set(before, node);
	let head = latest ?? null;
	for (let at = head; at; at = next.get(at) ?? null) head = at;
	return head;
}

/** Of where a message stands: first the place of the turn, then that among the answers to it. */
type Position = readonly [number, number];

class Tree {
	readonly roots: Node[] = [];
	/** Whose last line is the last of all. */
	readonly latest: Node | undefined;
	hadCircle = false;
	readonly #below = new Map<Node, Node[]>();
	readonly #positions = new Map<Node, Position>();
	/** Those with something below, or in, them that a person said. */
	readonly #wayOn = new Set<Node>();

	constructor(nodes: readonly Node[]) {
		const here = new Set(nodes);
		const inOrder = nodes.toSorted((one, other) => one.order - other.order);
		for (const node of inOrder) {
			if (!this.latest || node.last > this.latest.last) this.latest = node;
			if (!node.before || !here.has(node.before)) this.roots.push(node);
			else this.#addBelow(node.before, node);
		}
		const topDown = this.#reach(this.roots);
		for (const node of inOrder) {
			if (this.#positions.has(node)) continue;
			this.hadCircle = true;
			this.#cut(node);
			this.roots.push(node);
			for (const each of this.#reach([node])) topDown.push(each);
		}
		this.#mark(topDown);
	}

	below(node: Node): readonly Node[] {
		return this.#below.get(node) ?? [];
	}

	isWayOn(node: Node): boolean {
		return this.#wayOn.has(node);
	}

	allBelow(tops: readonly Node[]): Node[] {
		const all = [...tops];
		for (const node of all) for (const each of this.below(node)) all.push(each);
		return all;
	}

	sorted(nodes: readonly Node[]): readonly Node[] {
		const at = (node: Node): Position => this.#positions.get(node) ?? [0, 0];
		return nodes.toSorted((one, other) => at(one)[0] - at(other)[0] || at(one)[1] - at(other)[1]);
	}

	#addBelow(before: Node, node: Node): void {
		const below = this.#below.get(before);
		if (below) below.push(node);
		else this.#below.set(before, [node]);
	}

	#cut(node: Node): void {
		const before = node.before;
		if (!before) return;
		this.#below.set(
			before,
			this.below(before).filter((each) => each !== node),
		);
	}

	/** All from these on, each after the one before it; gives them their positions. */
	#reach(tops: readonly Node[]): Node[] {
		const all: Node[] = [];
		for (const top of tops) this.#place(top, undefined, all);
		for (const node of all) {
			const position = this.#positions.get(node);
			for (const each of this.below(node)) this.#place(each, position, all);
		}
		return all;
	}

	#place(node: Node, above: Position | undefined, all: Node[]): void {
		const { order, isTool } = node;
		const [turn, answer] = above ?? [-1, 0];
		const isAnswer = above !== undefined && (isTool || order <= turn);
		this.#positions.set(node, isAnswer ? [turn, Math.max(order, answer + 1)] : [order, 0]);
		all.push(node);
	}

	/** The way to the end of the file is one, unless it is an answer of a tool. */
	#mark(topDown: readonly Node[]): void {
		for (const node of topDown.toReversed()) {
			const isOn =
				node.isPrompt ||
				(node === this.latest && !node.isTool) ||
				this.below(node).some((each) => this.#wayOn.has(each));
			if (isOn) this.#wayOn.add(node);
		}
	}
}
