import { asMessage, type MessageTree } from './messageTree.js';
import type { Alternative, Branch, Message, Parting } from './model.js';
import { inOrder } from './records.js';
import type { SessionFold } from './sessionFold.js';

/** Where the branches of a session leave its transcript. */
export function partingsOf(tree: MessageTree, fold: SessionFold): readonly Parting[] {
	const places = new Map<string | null, Branch[]>();
	for (const branch of tree.branches(fold)) {
		const there = places.get(branch.branchesFrom);
		if (there) there.push(branch);
		else places.set(branch.branchesFrom, [branch]);
	}
	return [...places].map(([messageId, branches]) => {
		const depth = tree.depth(fold.id, messageId);
		const here: Alternative = {
			state: 'current',
			end: fold.head,
			messageCount: tree.depth(fold.id, fold.head) - depth,
			first: messageAt(tree, fold, fold.head, depth),
			branchCount: 1,
		};
		return { messageId, alternatives: [...alternatives(tree, fold, branches, depth), here].sort(byFirst) };
	});
}

/** Branches with the same first message are one alternative, of which the latest is told. */
function alternatives(
	tree: MessageTree,
	fold: SessionFold,
	branches: readonly Branch[],
	depth: number,
): readonly Alternative[] {
	const found = new Map<string | undefined, Alternative>();
	for (const { messageId: end, state, messageCount } of branches) {
		const first = messageAt(tree, fold, end, depth);
		const other = found.get(first?.id);
		const branchCount = (other?.branchCount ?? 0) + 1;
		found.set(
			first?.id,
			other && isLater(tree, fold, other.end, end)
				? { ...other, branchCount }
				: { state, end, messageCount: messageCount - depth, first, branchCount },
		);
	}
	return [...found.values()];
}

function isLater(tree: MessageTree, fold: SessionFold, one: string | null, other: string): boolean {
	const [a, b] = [tree.find(fold.id, one), tree.find(fold.id, other)];
	return a !== undefined && b !== undefined && inOrder(a, b) > 0;
}

function messageAt(tree: MessageTree, fold: SessionFold, end: string | null, index: number): Message | null {
	const [node] = tree.path(fold.id, end, index, index + 1);
	return node ? asMessage(node.record) : null;
}

function byFirst({ first: a }: Alternative, { first: b }: Alternative): number {
	if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
	return a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1);
}
