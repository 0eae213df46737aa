import type * as vscode from 'vscode';
import type { MessageRef, MessagesRef, SessionRef } from '../host/sessionRef.js';
import type { Followers } from '../following/followers.js';
import type { FollowedPaths } from '../host/followed.js';
import type { FolderState } from '../host/folderSlot.js';
import type { Stores } from '../host/stores.js';
import type { SessionTreeView } from '../views/sessionTreeView.js';
import type { Previews } from '../views/previews.js';
import type { StoreProblems } from '../views/storeProblems.js';
import type { SharingQuestion } from './askSharing.js';

/** The transcripts, as far as commands use them. */
interface Transcripts {
	open(
		ref: SessionRef,
		options?: { readonly messageId?: string; readonly beside?: boolean; readonly preserveFocus?: boolean },
	): Promise<void>;
	/** Puts the keyboard into the transcript in front. */
	focus(): void;
	/** Opens the find widget of the transcript in front. */
	find(): Promise<void>;
	/** Scrolls the transcript in front to the message at a position, from 0. */
	goTo(index: number): Promise<void>;
	/** The session of the transcript in front. */
	readonly active: SessionRef | undefined;
	/** The message under the cursor of the transcript in front. */
	readonly focusedMessage: MessageRef | undefined;
	/** The messages that are selected in the transcript in front. */
	readonly selectedMessages: MessagesRef | undefined;
}

/** What the commands work with. */
export interface Services {
	readonly stores: Stores & {
		folders(): Promise<readonly FolderState[]>;
		retry(folder: string): void;
	};
	readonly tree: SessionTreeView;
	readonly transcripts: Transcripts;
	readonly sharing: SharingQuestion;
	readonly problems: StoreProblems;
	readonly previews: Previews;
	readonly followed: FollowedPaths;
	/** Loaded when something is followed. */
	following(): Promise<Followers>;
	readonly log: vscode.LogOutputChannel;
}

/** One run of a command. */
export interface Invocation extends Services {
	/** The session at hand, by whose title a failure is told. */
	subject: SessionRef | undefined;
	/** Tells what was done and offers to take it back. Does not wait for an answer. */
	offerUndo(done: string, undo: () => Promise<void>): void;
	/** Lets something run on; its failure is told like a command's own. */
	detach(task: () => Promise<void>): void;
}

/** A verb. Its arguments are whatever a menu, a key or another extension passed. */
export type Command = (call: Invocation, ...args: readonly unknown[]) => Promise<unknown>;
