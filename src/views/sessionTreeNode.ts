import type { SessionRef } from '../host/sessionRef.js';
import type { Problem } from '../store/model.js';

export interface FolderNode {
	readonly kind: 'folder';
	readonly folder: string;
}
export interface SessionNode extends SessionRef {
	readonly kind: 'session';
}
export interface SnapshotNode extends SessionRef {
	readonly kind: 'snapshot';
	readonly snapshotId: string;
	/** Null: taken while the session was empty. */
	readonly messageId: string | null;
}
interface TrashNode {
	readonly kind: 'trash';
	readonly folder: string;
}
/** Says why a folder's sessions cannot be shown or changed. */
export interface ProblemNode {
	readonly kind: 'problem';
	readonly folder: string;
	readonly text: string;
}

/** Says what in a folder's files cannot be read. */
export interface DamageNode {
	readonly kind: 'damage';
	readonly folder: string;
	readonly damages: readonly Problem[];
}

/** A row of the tree; menus hand it to the commands. */
export type TreeNode = FolderNode | SessionNode | SnapshotNode | TrashNode | ProblemNode | DamageNode;

/** The same for the same row in every session of the editor, so that what is expanded stays expanded. */
export function nodeId(node: TreeNode): string {
	switch (node.kind) {
		case 'folder':
			return node.folder;
		case 'session':
			return `${node.folder}|${node.sessionId}`;
		case 'snapshot':
			return `${node.folder}|${node.sessionId}|${node.snapshotId}`;
		case 'trash':
			return `${node.folder}|:trash`;
		case 'problem':
			return `${node.folder}|:problem`;
		case 'damage':
			return `${node.folder}|:damage`;
		default:
			return node satisfies never;
	}
}

/** VS Code knows rows by object: the same row must be the same object every time it is handed out. */
export class NodeTable {
	readonly #nodes = new Map<string, TreeNode>();

	get(id: string): TreeNode | undefined {
		return this.#nodes.get(id);
	}

	intern<T extends TreeNode>(node: T): T {
		const id = nodeId(node);
		const known = this.#nodes.get(id);
		// The id holds the kind; only what is wrong may have changed.
		if (known && JSON.stringify(known) === JSON.stringify(node)) return known as T;
		this.#nodes.set(id, node);
		return node;
	}
}
