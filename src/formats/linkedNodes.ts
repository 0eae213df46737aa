/** A node of a tree, as sources tell it: by the one above it. */
export interface LinkedNode {
	/** One of its own. */
	readonly id: string;
	readonly parent: string | null;
}

interface Placed<T> {
	readonly node: T;
	/** Null at a root, and where the link had to be cut. */
	readonly parent: string | null;
}

export interface Arranged<T> {
	/** Each after the one above it; siblings as they came. */
	readonly order: readonly Placed<T>[];
	/** The places in the order, from 1, of nodes that name a parent that is not there. */
	readonly dangling: readonly number[];
	/** The places of nodes at which circles were cut open. */
	readonly circles: readonly number[];
}

/** Brings nodes in an order in which parents come first. */
export function arranged<T extends LinkedNode>(nodes: readonly T[]): Arranged<T> {
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const below = new Map<string, T[]>();
	const roots: T[] = [];
	for (const node of nodes) {
		const parent = node.parent === null ? undefined : byId.get(node.parent);
		if (parent) addTo(below, parent.id, node);
		else roots.push(node);
	}
	const order: Placed<T>[] = [];
	const placed = new Set<string>();
	const place = (root: T): void => {
		const waiting: Placed<T>[] = [{ node: root, parent: null }];
		for (let next = waiting.pop(); next; next = waiting.pop()) {
			const { id } = next.node;
			if (placed.has(id)) continue;
			placed.add(id);
			order.push(next);
			for (const node of (below.get(id) ?? []).reverse()) waiting.push({ node, parent: id });
		}
	};
	const dangling: number[] = [];
	for (const root of roots) {
		if (root.parent !== null) dangling.push(order.length + 1);
		place(root);
	}
	const circles: number[] = [];
	for (const node of nodes) {
		if (placed.has(node.id)) continue;
		circles.push(order.length + 1);
		place(inCircleAbove(node, byId));
	}
	return { order, dangling, circles };
}

function addTo<T>(lists: Map<string, T[]>, key: string, value: T): void {
	const list = lists.get(key);
	if (list) list.push(value);
	else lists.set(key, [value]);
}

/** Up from a node that no root is above, until a node comes again. */
function inCircleAbove<T extends LinkedNode>(from: T, byId: ReadonlyMap<string, T>): T {
	const seen = new Set<string>();
	let at = from;
	while (!seen.has(at.id)) {
		seen.add(at.id);
		at = byId.get(at.parent ?? '') ?? at;
	}
	return at;
}
