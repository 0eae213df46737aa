import * as vscode from 'vscode';
import { Coalesced } from '../host/coalesce.js';
import type { FolderState } from '../host/folderSlot.js';
import type { FollowedPaths } from '../host/followed.js';
import { Owner } from '../host/lifecycle.js';
import type { FolderChange, FolderStore } from '../host/stores.js';
import type { WorkspaceStores } from '../host/workspaceStores.js';
import { StoreError } from '../store/errors.js';
import type { Session } from '../store/model.js';
import { ageText } from '../formats/age.js';
import {
	folderContents,
	hasContents,
	sessionContents,
	trashContents,
	troubles,
	type Shown,
} from './sessionTreeContents.js';
import {
	damageItem,
	folderItem,
	problemItem,
	sessionItem,
	snapshotItem,
	trashItem,
} from './sessionTreeItem.js';
import type { SessionListing } from './sessionTreeListing.js';
import { SessionListings } from './sessionTreeListings.js';
import { NodeTable, nodeId, type SessionNode, type SnapshotNode, type TreeNode } from './sessionTreeNode.js';
import { sessionTooltip, snapshotTooltip } from './sessionTreeTooltip.js';

/** So many roots are put in order again at each change; more of them once a minute. */
const fewRoots = 200;

/** The rows of the tree. The stores own the data: this only asks, and says which rows to ask for again. */
export class SessionTreeProvider extends Owner implements vscode.TreeDataProvider<TreeNode> {
	readonly #stores: WorkspaceStores;
	readonly #followed: FollowedPaths;
	readonly #listings = new SessionListings();
	readonly #nodes = new NodeTable();
	/** The row under which each session was handed out last; the rows that stand at the top have none. */
	readonly #containers = new Map<string, string>();
	/** The sessions of each folder's top level as last handed out. */
	readonly #roots = new Map<string, readonly string[]>();
	/** Ages as shown, to renew only those that changed. */
	readonly #ages = new Map<string, { readonly at: number; readonly text: string }>();
	readonly #pending = new Map<string, Set<string>>();
	/** Folders in whose files other lines cannot be read than before. */
	readonly #troubled = new Set<string>();
	readonly #changed = this.own(new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>());
	readonly onDidChangeTreeData = this.#changed.event;
	readonly #emptied = this.own(new vscode.EventEmitter<boolean>());
	/** The top level became empty (true), or has rows again. */
	readonly onDidChangeEmpty = this.#emptied.event;
	#isEmpty: boolean | undefined;
	readonly #settle: Coalesced;
	#sharedOnly = false;
	/** Folders with many roots whose order changed. */
	readonly #unordered = new Set<string>();

	constructor(stores: WorkspaceStores, followed: FollowedPaths, log: vscode.LogOutputChannel) {
		super();
		this.#stores = stores;
		this.#followed = followed;
		this.#settle = this.own(
			new Coalesced(
				() => this.#apply(),
				(error) => {
					log.error('tree:', error instanceof Error ? error : String(error));
				},
				20,
			),
		);
		this.own(
			stores.onDidChange((event) => {
				this.#note(event);
			}),
		);
		this.own(
			stores.onDidChangeFolders(() => {
				this.#isEmpty = undefined;
				this.#emptied.fire(false);
				this.refresh();
			}),
		);
		this.own(
			stores.onDidChangeProblems((folder) => {
				this.#troubled.add(folder);
				this.#settle.request();
			}),
		);
	}

	get sharedOnly(): boolean {
		return this.#sharedOnly;
	}

	set sharedOnly(value: boolean) {
		if (this.#sharedOnly === value) return;
		this.#sharedOnly = value;
		this.refresh();
	}

	/** Undefined until the stores are open. */
	get isEmpty(): boolean | undefined {
		return this.#isEmpty;
	}

	/** Resolves when the view has been told of every change so far. */
	settle(): Promise<void> {
		return this.#settle.flush();
	}

	refresh(): void {
		this.#ages.clear();
		this.#unordered.clear();
		this.#listings.forget();
		this.#changed.fire(undefined);
	}

	/** The row of a session, whether or not it has been shown. */
	sessionNode(folder: string, sessionId: string): SessionNode {
		return this.#nodes.intern({ kind: 'session', folder, sessionId });
	}

	/** Renews the rows whose age reads differently by now, and the order of many. */
	refreshAges(now = Date.now()): void {
		const stale = [...this.#ages].filter(([, { at, text }]) => ageText(at, now) !== text);
		this.#fire([...this.#unordered, ...stale.map(([id]) => id)]);
		this.#unordered.clear();
	}

	async getChildren(parent?: TreeNode): Promise<TreeNode[]> {
		if (parent) return this.#childrenOf(parent);
		const folders = await this.#stores.folders();
		const [only] = folders;
		const top =
			folders.length === 1 && only
				? await this.#contents(only)
				: folders.map(({ folder }) => this.#nodes.intern({ kind: 'folder', folder }));
		if (this.#isEmpty !== (top.length === 0)) {
			this.#isEmpty = top.length === 0;
			this.#emptied.fire(this.#isEmpty);
		}
		return top;
	}

	async #childrenOf(parent: TreeNode): Promise<TreeNode[]> {
		const state = (await this.#stores.folders()).find(({ folder }) => folder === parent.folder);
		if (!state) return []; // the folder left the workspace a moment ago
		if (parent.kind === 'folder') return this.#contents(state);
		if (!state.opened) return [];
		switch (parent.kind) {
			case 'session': {
				const session = await this.#session(parent);
				if (!session) return [];
				const rows = await sessionContents(state.opened, session, await this.#shown(state.opened));
				return this.#hand(nodeId(parent), rows);
			}
			case 'trash':
				return this.#hand(nodeId(parent), await trashContents(state.opened));
			case 'snapshot':
			case 'problem':
			case 'damage':
				return [];
			default:
				return parent satisfies never;
		}
	}

	async #contents(state: FolderState): Promise<TreeNode[]> {
		const { folder, opened } = state;
		const rows = opened
			? folderContents(folder, await this.#listings.of(opened), await this.#shown(opened))
			: [];
		// After the listing, which has read the files.
		return this.#hand(folder, [...troubles(state), ...rows]);
	}

	/** What the filter lets through; undefined: everything. */
	#shown(opened: FolderStore): Promise<Shown> | undefined {
		return this.#sharedOnly ? this.#listings.shared(opened) : undefined;
	}

	async getParent(node: TreeNode): Promise<TreeNode | undefined> {
		if (node.kind === 'folder') return undefined;
		if (node.kind === 'snapshot') return this.sessionNode(node.folder, node.sessionId);
		const container = node.kind === 'session' ? await this.#containerOf(node) : node.folder;
		return container === undefined ? undefined : this.#row(container);
	}

	async getTreeItem(node: TreeNode): Promise<vscode.TreeItem> {
		return Object.assign(await this.#item(node), { id: nodeId(node) });
	}

	async resolveTreeItem(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
		if (node.kind !== 'session' && node.kind !== 'snapshot') return item;
		const { store } = await this.#stores.get(node.folder);
		const session = await this.#session(node);
		if (!session) return item;
		if (node.kind === 'snapshot') {
			const snapshot = (await store.getSnapshots(node.sessionId)).find(({ id }) => id === node.snapshotId);
			if (snapshot) item.tooltip = snapshotTooltip(snapshot, session.title);
			return item;
		}
		const forked = session.forkPoint
			? await this.#session({ ...node, sessionId: session.forkPoint.sessionId })
			: undefined;
		item.tooltip = sessionTooltip({
			session,
			childCount: (await store.getChildren(node.sessionId)).length,
			forkedFrom: forked?.title ?? null,
		});
		return item;
	}

	async #item(node: TreeNode): Promise<vscode.TreeItem> {
		if (node.kind === 'problem') return problemItem(node);
		if (node.kind === 'damage') return damageItem(node);
		const state = (await this.#stores.folders()).find(({ folder }) => folder === node.folder);
		if (!state) return new vscode.TreeItem('(gone)');
		const { name, opened, writable } = state;
		if (node.kind === 'folder') return folderItem(node, name, writable);
		const now = Date.now();
		const listing = opened && (await this.#listing(opened));
		if (!opened || !listing) return new vscode.TreeItem('(gone)');
		if (node.kind === 'trash') return trashItem(listing.trashCount);
		const session = listing.get(node.sessionId);
		if (!session) return new vscode.TreeItem('(gone)');
		switch (node.kind) {
			case 'snapshot':
				return this.#snapshotItem(node, { writable: writable && !session.readOnly, now });
			case 'session': {
				const hasChildren = hasContents(session, listing, await this.#shown(opened));
				this.#ages.set(nodeId(node), { at: session.updatedAt, text: ageText(session.updatedAt, now) });
				const isFollowed = this.#followed.isFollowed(node);
				return sessionItem(node, { session, hasChildren, writable, isFollowed, now });
			}
			default:
				return node satisfies never;
		}
	}

	async #snapshotItem(node: SnapshotNode, row: { writable: boolean; now: number }): Promise<vscode.TreeItem> {
		const { store } = await this.#stores.get(node.folder);
		const snapshot = (await store.getSnapshots(node.sessionId)).find(({ id }) => id === node.snapshotId);
		if (!snapshot) return new vscode.TreeItem('(gone)');
		this.#ages.set(nodeId(node), { at: snapshot.createdAt, text: ageText(snapshot.createdAt, row.now) });
		return snapshotItem(node, snapshot, row);
	}

	/** Undefined when it is gone: rows outlive what they show by a moment. */
	async #session({ folder, sessionId }: { folder: string; sessionId: string }): Promise<Session | undefined> {
		const opened = (await this.#stores.all()).find((store) => store.folder === folder);
		return opened && (await this.#listing(opened))?.get(sessionId);
	}

	/** Undefined when the store was closed meanwhile. */
	async #listing(opened: FolderStore): Promise<SessionListing | undefined> {
		try {
			return await this.#listings.of(opened);
		} catch (error) {
			if (StoreError.is(error, 'CLOSED')) return undefined;
			throw error;
		}
	}

	#hand(container: string, nodes: readonly TreeNode[]): TreeNode[] {
		const handed = nodes.map((node) => this.#nodes.intern(node));
		const sessions = handed.filter((node) => node.kind === 'session').map(nodeId);
		for (const id of sessions) this.#containers.set(id, container);
		this.#roots.set(container, sessions);
		return handed;
	}

	/** The row for a container's id; none for the folder's own when it is the only one. */
	#row(container: string): TreeNode | undefined {
		const isFolder =
			vscode.workspace.workspaceFolders?.some(({ uri }) => uri.toString() === container) ?? false;
		if (!isFolder) return this.#nodes.get(container);
		if (vscode.workspace.workspaceFolders?.length === 1) return undefined;
		return this.#nodes.intern({ kind: 'folder', folder: container });
	}

	/** Where a session belongs now; undefined when there is no such session. */
	async #containerOf({ folder, sessionId }: SessionNode): Promise<string | undefined> {
		const session = await this.#session({ folder, sessionId });
		if (!session) return undefined;
		if (session.parentId !== null) return nodeId(this.sessionNode(folder, session.parentId));
		return session.deleted ? nodeId(this.#nodes.intern({ kind: 'trash', folder })) : folder;
	}

	#note(event: FolderChange): void {
		const { folder, change } = event;
		this.#listings.note(event);
		const changes = this.#pending.get(folder) ?? new Set();
		for (const id of [...change.content, ...change.structure]) changes.add(id);
		this.#pending.set(folder, changes);
		this.#settle.request();
	}

	async #apply(): Promise<void> {
		const pending = [...this.#pending];
		const stale = new Set(this.#troubled);
		this.#pending.clear();
		this.#troubled.clear();
		for (const [folder, changes] of pending) {
			// The filter may let a whole branch in or out for one session's sake.
			if (this.#sharedOnly && changes.size > 0) stale.add(folder);
			else for (const sessionId of changes) await this.#mark(this.sessionNode(folder, sessionId), stale);
		}
		this.#fire(stale);
	}

	/** Adds the rows to ask for again because of one session. */
	async #mark(node: SessionNode, stale: Set<string>): Promise<void> {
		const id = nodeId(node);
		const before = this.#containers.get(id);
		const after = await this.#containerOf(node);
		if (before === after) {
			stale.add(id);
			// A root that changes moves to the front.
			const roots = after === node.folder ? (this.#roots.get(node.folder) ?? []) : [];
			if (roots.length > 0 && roots[0] !== id) {
				(roots.length > fewRoots ? this.#unordered : stale).add(node.folder);
			}
			return;
		}
		for (const container of [before, after]) if (container !== undefined) stale.add(container);
		if (after === undefined) this.#containers.delete(id);
		// The trash comes and goes at the end of the top level, and its count with it.
		const trash = nodeId({ kind: 'trash', folder: node.folder });
		if ([before, after].some((container) => container === trash) || after === undefined)
			stale.add(node.folder);
	}

	#fire(ids: Iterable<string>): void {
		const rows: TreeNode[] = [];
		for (const id of ids) {
			const row = this.#row(id);
			if (row) rows.push(row);
			else if (vscode.workspace.workspaceFolders?.[0]?.uri.toString() === id) {
				this.#changed.fire(undefined);
				return;
			}
		}
		if (rows.length > 0) this.#changed.fire(rows);
	}
}
