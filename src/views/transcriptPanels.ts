import * as vscode from 'vscode';
import { Owner } from '../host/lifecycle.js';
import type { MessageRef, MessagesRef, SessionRef } from '../host/sessionRef.js';
import type { Stores } from '../host/stores.js';
import { views } from '../ids.js';
import { asTranscriptState } from '../protocol/transcriptGuard.js';
import type { Previews } from './previews.js';
import { titleOf } from './transcriptFrame.js';
import type { PanelServices, TranscriptPanel } from './transcriptPanel.js';

export interface TranscriptServices {
	readonly extensionUri: vscode.Uri;
	readonly stores: Stores;
	readonly previews: Previews;
	readonly log: vscode.LogOutputChannel;
}

export interface OpenTranscriptOptions {
	/** Scrolls there and marks it for a moment. */
	readonly messageId?: string;
	/** Another tab of it in the next editor group, which begins where an open one is. */
	readonly beside?: boolean;
	readonly preserveFocus?: boolean;
}

/**
 * The open transcripts. A session has one editor tab, and more where it is opened to the side. Disposing of it leaves the tabs: it happens when the
 * window reloads, and then they come back through the serializer.
 */
export class TranscriptPanels extends Owner implements vscode.WebviewPanelSerializer {
	readonly #services: TranscriptServices;
	/** The one that was in front last comes last. */
	readonly #open = new Set<TranscriptPanel>();
	readonly #changedActive = this.own(new vscode.EventEmitter<SessionRef | undefined>());
	/** The transcript that is the active editor became another one; undefined: none is. */
	readonly onDidChangeActive = this.#changedActive.event;
	#active: TranscriptPanel | undefined;

	constructor(services: TranscriptServices) {
		super();
		this.#services = services;
		const { stores } = services;
		this.own(
			stores.onDidChange(({ folder, change }) => {
				for (const each of this.#open) if (each.ref.folder === folder) each.follow(change);
			}),
		);
		const refresh = (): void => {
			for (const each of this.#open) each.refresh();
		};
		this.own(stores.onDidChangeFolders(refresh));
		this.own(
			stores.onDidChangeProblems((folder) => {
				for (const each of this.#open) if (each.ref.folder === folder) each.refresh();
			}),
		);
		this.own(vscode.workspace.onDidGrantWorkspaceTrust(refresh));
		this.own(vscode.window.registerWebviewPanelSerializer(views.transcript, this));
	}

	/** The session whose transcript is the active editor. */
	get active(): SessionRef | undefined {
		return this.#active?.ref;
	}

	/** The message of the active transcript that has, or last had, the focus. */
	get focusedMessage(): MessageRef | undefined {
		const messageId = this.#active?.focusedMessageId;
		return this.#active && messageId !== undefined ? { ...this.#active.ref, messageId } : undefined;
	}

	/** The messages that are selected in the active transcript. */
	get selectedMessages(): MessagesRef | undefined {
		return this.#active && { ...this.#active.ref, messageIds: this.#active.actions.selected };
	}

	/** Opens a session's transcript, or brings the open one to the front. */
	async open(ref: SessionRef, options: OpenTranscriptOptions = {}): Promise<void> {
		const { messageId, beside = false, preserveFocus = false } = options;
		const reveal = (): boolean => this.#reveal(this.#panelOf(ref, beside), messageId, preserveFocus);
		if (reveal()) return;
		const [title, made] = await Promise.all([this.#titleOf(ref), import('./transcriptPanel.js')]);
		// Another open() may have been faster, or everything may be gone.
		if (this.isDisposed || reveal()) return;
		const other = this.#panelOf(ref, false);
		const viewColumn = beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
		const panel = vscode.window.createWebviewPanel(views.transcript, title, { viewColumn, preserveFocus });
		const at = messageId === undefined ? other && { reading: other.reading } : { messageId };
		this.#adopt(new made.TranscriptPanel(panel, ref, this.#panelServices, at));
	}

	/** Puts the keyboard into the transcript in front. */
	focus(): void {
		this.#active?.panel.reveal();
	}

	/** Opens the find widget of the transcript in front. */
	async find(): Promise<void> {
		await this.#active?.find();
	}

	/** Scrolls the transcript in front to the message at a position, from 0. */
	async goTo(index: number): Promise<void> {
		await this.#active?.goToIndex(index);
	}

	/** Called by VS Code after a reload of the window. */
	async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
		const state = asTranscriptState(kept);
		if (!state) {
			panel.dispose();
			return;
		}
		const made = await import('./transcriptPanel.js');
		const ref = { folder: state.folder, sessionId: state.sessionId };
		this.#adopt(new made.TranscriptPanel(panel, ref, this.#panelServices));
	}

	override dispose(): void {
		for (const each of this.#open) each.dispose();
		super.dispose();
	}

	/** The session's tab that was in front last; `beside`: of those that are not in the active editor group. */
	#panelOf(ref: SessionRef, beside: boolean): TranscriptPanel | undefined {
		const column = vscode.window.tabGroups.activeTabGroup.viewColumn;
		return [...this.#open].findLast(
			(each) => isSame(each.ref, ref) && !(beside && each.panel.viewColumn === column),
		);
	}

	#reveal(
		existing: TranscriptPanel | undefined,
		messageId: string | undefined,
		preserveFocus: boolean,
	): boolean {
		if (!existing) return false;
		existing.panel.reveal(undefined, preserveFocus);
		if (messageId !== undefined) existing.goTo(messageId);
		return true;
	}

	get #panelServices(): PanelServices {
		const open = (other: SessionRef, messageId: string | null): void => {
			void this.open(other, messageId === null ? {} : { messageId });
		};
		return { ...this.#services, open };
	}

	#adopt(own: TranscriptPanel): void {
		const { panel } = own;
		this.#open.add(own);
		panel.onDidChangeViewState(() => {
			this.#updateActive(own);
		});
		panel.onDidDispose(() => {
			this.#open.delete(own);
			own.dispose();
			if (this.#active === own) this.#setActive(undefined);
		});
		this.#updateActive(own);
	}

	#updateActive(changed: TranscriptPanel): void {
		if (changed.panel.active) this.#setActive(changed);
		else if (this.#active === changed) this.#setActive(undefined);
	}

	#setActive(active: TranscriptPanel | undefined): void {
		if (this.#active === active || this.isDisposed) return;
		this.#active = active;
		if (active && this.#open.delete(active)) this.#open.add(active);
		this.#changedActive.fire(active?.ref);
	}

	async #titleOf({ folder, sessionId }: SessionRef): Promise<string> {
		try {
			const { store } = await this.#services.stores.get(folder);
			return titleOf(await store.getSession(sessionId));
		} catch {
			return 'Session'; // the page itself says what is wrong
		}
	}
}

function isSame(one: SessionRef, other: SessionRef): boolean {
	return one.folder === other.folder && one.sessionId === other.sessionId;
}
