import { StoreError } from './errors.js';
import type { MessageTree } from './messageTree.js';
import type { MessageNode } from './messageNode.js';
import type { SessionFold } from './sessionFold.js';

/** A place in a session's message tree, as a caller names it: by one of the two. */
export interface Target {
	readonly index?: number | undefined;
	readonly messageId?: string | null | undefined;
	readonly splitToolExchange?: boolean;
}

/**
 * The id of the message that the caller means, moved on past the tool results that belong to it; null for the empty
 * beginning. Throws `INVALID`, `OUT_OF_RANGE`, `UNKNOWN_MESSAGE`.
 */
export function endAt(tree: MessageTree, fold: SessionFold, target: Target): string | null {
	const { index, messageId, splitToolExchange = false } = target;
	if ((index === undefined) === (messageId === undefined)) {
		throw new StoreError('INVALID', 'Name the message either by its index or by its id.');
	}
	const found = index === undefined ? byId(tree, fold, messageId ?? null) : byIndex(tree, fold, index);
	if (!found) return null;
	return (splitToolExchange ? found : tree.pastToolResults(fold, found)).id;
}

/** Undefined for null, which is in every tree. Throws `UNKNOWN_MESSAGE`. */
export function byId(tree: MessageTree, fold: SessionFold, messageId: string): MessageNode;
export function byId(tree: MessageTree, fold: SessionFold, messageId: string | null): MessageNode | undefined;
export function byId(
	tree: MessageTree,
	fold: SessionFold,
	messageId: string | null,
): MessageNode | undefined {
	if (messageId === null) return undefined;
	const found = tree.inTree(fold.id, messageId);
	if (!found) throw new StoreError('UNKNOWN_MESSAGE', `“${fold.title}” has no message ${messageId}.`);
	return found;
}

function byIndex(tree: MessageTree, fold: SessionFold, index: number): MessageNode | undefined {
	const length = tree.length(fold);
	if (Number.isInteger(index) && index >= -1 && index < length) return tree.at(fold, index);
	const range = length === 0 ? 'it is empty' : `its messages are 0 to ${String(length - 1)}`;
	throw new StoreError('OUT_OF_RANGE', `“${fold.title}” has no message ${String(index)}: ${range}.`);
}
