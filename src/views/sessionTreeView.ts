import * as vscode from 'vscode';
import type { FollowedPaths } from '../host/followed.js';
import { Owner } from '../host/lifecycle.js';
import type { SessionRef } from '../host/sessionRef.js';
import type { WorkspaceStores } from '../host/workspaceStores.js';
import { contextKeys, settings, views } from '../ids.js';
import { setContext } from './contextKeys.js';
import { SessionTreeProvider } from './sessionTree.js';
import { SessionTreeDrop } from './sessionTreeDrop.js';
import { nodeId, type TreeNode } from './sessionTreeNode.js';

export interface RevealOptions {
	/** Move the keyboard there. Default: false. */
	readonly focus?: boolean;
	readonly expand?: boolean;
}

export interface SessionTreeOptions {
	readonly stores: WorkspaceStores;
	readonly followed: FollowedPaths;
	readonly log: vscode.LogOutputChannel;
}

/** The Sessions view: what is selected in it, what it shows, and how to bring a row to sight. */
export class SessionTreeView extends Owner {
	readonly #stores: WorkspaceStores;
	readonly #log: vscode.LogOutputChannel;
	readonly #provider: SessionTreeProvider;
	readonly #view: vscode.TreeView<TreeNode>;

	constructor({ stores, followed, log }: SessionTreeOptions) {
		super();
		this.#stores = stores;
		this.#log = log;
		this.#provider = this.own(new SessionTreeProvider(stores, followed, log));
		this.#view = this.own(
			vscode.window.createTreeView(views.sessions, {
				treeDataProvider: this.#provider,
				dragAndDropController: new SessionTreeDrop(),
				canSelectMany: true,
				showCollapseAll: true,
			}),
		);
		this.own(
			followed.onDidChange(() => {
				this.refresh();
			}),
		);
		this.own(stores.onDidChangeFolders(() => void this.#describe()));
		this.own(
			this.#provider.onDidChangeEmpty((isEmpty) => {
				setContext(contextKeys.empty, isEmpty);
				void this.#describe();
			}),
		);
		const timer = setInterval(() => {
			if (this.#view.visible) this.#provider.refreshAges();
		}, 60_000);
		this.own({
			dispose: () => {
				clearInterval(timer);
			},
		});
		this.own(
			this.#view.onDidChangeVisibility(({ visible }) => {
				if (visible) this.#provider.refreshAges();
			}),
		);
		void this.#describe();
	}

	/** What the rows that are selected stand for, in the order of selection. */
	get selection(): readonly TreeNode[] {
		return this.#view.selection;
	}

	get sharedOnly(): boolean {
		return this.#provider.sharedOnly;
	}

	set sharedOnly(value: boolean) {
		this.#provider.sharedOnly = value;
		setContext(contextKeys.sharedOnly, value);
		void this.#describe();
	}

	refresh(): void {
		this.#provider.refresh();
		void this.#describe();
	}

	/** Selects a session's row, if the view is open and shows it. Never rejects. */
	async reveal({ folder, sessionId }: SessionRef, options: RevealOptions = {}): Promise<void> {
		if (!this.#view.visible) return;
		// A row that was made a moment ago must be known to the view before it can be revealed.
		await this.#provider.settle();
		const node = this.#provider.sessionNode(folder, sessionId);
		try {
			await this.#view.reveal(node, { select: true, focus: false, ...options });
		} catch (error) {
			// Filtered out, or gone since: nothing that a person asked for failed.
			this.#log.debug(`${nodeId(node)} was not revealed:`, error instanceof Error ? error : String(error));
		}
	}

	/** Follows the transcript in front, unless the person does not want that or the row is selected as it is. */
	async follow(ref: SessionRef | undefined): Promise<void> {
		if (!ref || !vscode.workspace.getConfiguration(settings.section).get<boolean>(settings.autoReveal, true))
			return;
		const isSelected = this.selection.some(
			(node) => 'sessionId' in node && node.sessionId === ref.sessionId && node.folder === ref.folder,
		);
		if (!isSelected) await this.reveal(ref);
	}

	async #describe(): Promise<void> {
		const folders = await this.#stores.folders();
		const readOnly = folders.length > 0 && folders.every(({ writable }) => !writable);
		setContext(contextKeys.readOnly, readOnly);
		const words: string[] = [];
		// An empty view has a welcome text instead, which a message would hide.
		if (!vscode.workspace.isTrusted && folders.length > 0) {
			words.push('Restricted Mode: sessions can be read, not changed.');
		}
		if (this.sharedOnly) words.push('Only shared sessions are shown.');
		this.#view.message = this.#provider.isEmpty !== false ? '' : words.join(' ');
	}
}
