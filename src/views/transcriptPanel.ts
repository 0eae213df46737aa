import * as vscode from 'vscode';
import { Owner } from '../host/lifecycle.js';
import type { SessionRef } from '../host/sessionRef.js';
import type { Stores } from '../host/stores.js';
import type { FromTranscript, Page, Place, Target, ToTranscript, Unfolding } from '../protocol/transcript.js';
import { asFromTranscript } from '../protocol/transcriptGuard.js';
import { StoreError } from '../store/errors.js';
import type { Session, StoreChange } from '../store/model.js';
import type { Previews } from './previews.js';
import { TranscriptActions } from './transcriptActions.js';
import { wholeText } from './transcriptEntries.js';
import { TranscriptAround } from './transcriptAround.js';
import { TranscriptFinder } from './transcriptFinder.js';
import { titleOf } from './transcriptFrame.js';
import { transcriptHtml, transcriptRoot } from './transcriptPage.js';
import {
	hasGrown,
	pageAround,
	pageBefore,
	pageFrom,
	pageWith,
	type Shown,
	type TranscriptSource,
} from './transcriptReader.js';
import { TranscriptTotals } from './transcriptTotals.js';

export interface PanelServices {
	readonly extensionUri: vscode.Uri;
	readonly stores: Stores;
	readonly previews: Previews;
	readonly log: vscode.LogOutputChannel;
	/** Opens another session's transcript. */
	open(ref: SessionRef, messageId: string | null): void;
}

/** Where a reader of a transcript is, and what was unfolded. */
export interface Reading {
	readonly place: Place | null;
	readonly unfolded: readonly Unfolding[];
}

/** Where a page begins: at a message, or where another page of the session is. */
export type Beginning = { readonly messageId: string } | { readonly reading: Reading };

/** One session's transcript in an editor tab. It asks the store and posts; it never writes. */
export class TranscriptPanel extends Owner {
	readonly ref: SessionRef;
	readonly panel: vscode.WebviewPanel;
	readonly #services: PanelServices;
	readonly actions: TranscriptActions;
	readonly #finder: TranscriptFinder;
	#kept: Reading = { place: null, unfolded: [] };
	/** Until the page stands. */
	#origin: Reading | undefined;
	readonly #totals: TranscriptTotals;
	/** The message that has, or last had, the keyboard's focus. */
	focusedMessageId: string | undefined;
	#ready = false;
	/** Whether the page has only what is known without reading all messages. */
	#isNear = false;
	#working = false;
	#todo: 'nothing' | 'update' | 'show' = 'nothing';
	#target: Target | undefined;
	#epoch = 0;
	/** The latest jump is the one that counts, however long the others take to be read. */
	#jumps = 0;
	#shown: Shown | undefined;
	#sources: ReadonlySet<string> = new Set();
	readonly #around: TranscriptAround;

	constructor(panel: vscode.WebviewPanel, ref: SessionRef, services: PanelServices, at?: Beginning) {
		super();
		this.ref = ref;
		this.panel = panel;
		this.#services = services;
		this.#around = new TranscriptAround(ref, (message) => this.#post(message));
		this.actions = new TranscriptActions(ref, {
			log: services.log,
			previews: services.previews,
			open: (session, at) => {
				services.open(session, at);
			},
			source: () => this.#source(),
			post: (message) => this.#post(message),
			focus: () => {
				if (!this.isDisposed && panel.active) panel.reveal();
			},
			stay: (place) => {
				const target: Target = place ? { at: 'message', ...place } : { at: 'start' };
				this.#target = target;
				return () => {
					if (this.#target === target) this.#target = undefined;
				};
			},
		});
		if (at && 'messageId' in at) this.#target = { at: 'message', messageId: at.messageId, offset: null };
		else this.#origin = at?.reading;
		this.#totals = this.own(
			new TranscriptTotals({
				id: ref.sessionId,
				source: () => this.#source(),
				tell: (totals) => this.#post({ type: 'totals', totals }),
				failed: (error) => void this.#explain(error),
			}),
		);
		this.#finder = this.own(
			new TranscriptFinder({
				read: async (range) => (await this.#source()).getMessages(ref.sessionId, range),
				post: (message) => this.#post(message),
				explain: (error) => this.#explain(error),
			}),
		);
		const root = transcriptRoot(services.extensionUri);
		panel.webview.options = { enableScripts: true, localResourceRoots: [root] };
		panel.iconPath = {
			light: vscode.Uri.joinPath(services.extensionUri, 'media', 'icons', 'transcript-light.svg'),
			dark: vscode.Uri.joinPath(services.extensionUri, 'media', 'icons', 'transcript-dark.svg'),
		};
		this.own(
			panel.webview.onDidReceiveMessage((value: unknown) => {
				const message = asFromTranscript(value);
				if (message) void this.#receive(message);
				else services.log.warn('The transcript page posted something that is no message of it.');
			}),
		);
		this.own(
			panel.onDidChangeViewState(() => {
				// A hidden page is gone; when it is shown again it starts anew and says that it is ready.
				if (panel.visible) return;
				this.#ready = false;
				this.#totals.pause();
			}),
		);
		panel.webview.html = transcriptHtml(panel.webview, root);
	}

	get reading(): Reading {
		return this.#kept;
	}

	/** Scrolls to a message. */
	goTo(messageId: string): void {
		this.#jumps++;
		this.#target = { at: 'message', messageId, offset: null };
		this.#plan('show');
	}

	/** Scrolls to the message at a position, from 0; `offset`: see `Target`. */
	async goToIndex(index: number, offset: number | null = null): Promise<void> {
		const jump = ++this.#jumps;
		const source = await this.#source();
		const [found] = await source.getMessages(this.ref.sessionId, { start: index, end: index + 1 });
		if (!found || jump !== this.#jumps) return;
		this.#target = { at: 'message', messageId: found.id, offset };
		this.#plan('show');
	}

	/** Opens the find widget. */
	async find(): Promise<void> {
		await this.#post({ type: 'finder', resumed: null });
	}

	/** Something in the session's folder changed. */
	follow(change: StoreChange): void {
		if (change.structure.length > 0) this.#around.forgetSessions();
		const isMine = (id: string): boolean => id === this.ref.sessionId || this.#sources.has(id);
		if (change.structure.length > 0 || change.content.some(isMine)) this.#plan('update');
	}

	/** What can be done, or where the session is, changed: trust, workspace folders. */
	refresh(): void {
		this.#around.forgetSessions();
		this.#plan(this.#shown ? 'update' : 'show');
	}

	/** One reader at a time: whatever comes while it reads is read in the next round. */
	#plan(what: 'update' | 'show'): void {
		if (what === 'show' || this.#todo === 'nothing') this.#todo = what;
		if (!this.#working) void this.#work();
	}

	async #work(): Promise<void> {
		this.#working = true;
		while (this.#todo !== 'nothing' && !this.isDisposed) {
			const todo = this.#todo;
			this.#todo = 'nothing';
			try {
				if (this.#ready) await this.#read(todo);
				else await this.#readTitle();
			} catch (error) {
				this.#shown = undefined;
				this.#around.forgetPosted();
				await this.#post({ type: 'gone', reason: this.#explain(error) });
			}
		}
		this.#working = false;
	}

	async #readTitle(): Promise<void> {
		this.#setTitle(titleOf(await (await this.#source()).getSession(this.ref.sessionId)));
	}

	async #read(todo: 'update' | 'show'): Promise<void> {
		const source = await this.#source();
		// The first page does not wait for what takes all messages of the session, nor does its painting.
		const extent = todo === 'update' ? 'all' : this.#shown ? 'again' : 'near';
		const around = await this.#around.read(source, extent);
		if (this.isDisposed) return;
		this.#setTitle(titleOf(around.session));
		this.#sources = new Set(around.sources.map(({ session }) => session.id));
		const frame = await this.#around.show(around, extent);
		this.#isNear = extent === 'near';
		await this.#readMessages(todo, source, around.session);
		if (this.#isNear) return;
		await this.#around.showBeside(around, source, extent);
		this.#totals.follow((frame.seams[0]?.index ?? -1) + 1);
	}

	async #readMessages(todo: 'update' | 'show', source: TranscriptSource, session: Session): Promise<void> {
		const { head, messageCount: count } = session;
		const shown = this.#shown;
		if (todo === 'update' && shown?.head === head && shown.count === count) return;
		this.#shown = { head, count };
		void this.#finder.follow();
		if (todo === 'update' && shown && (await hasGrown(source, this.ref.sessionId, shown, count))) {
			const page = await pageWith(source, this.ref.sessionId, Math.max(0, shown.count - 1));
			await this.#post({ type: 'grown', epoch: this.#epoch, total: Math.max(count, page.end), page });
			// The reader stays: what was to be kept is where it was.
			if (this.#todo !== 'show') this.#target = undefined;
			return;
		}
		await this.#show(source, count);
		if (shown?.head !== head || shown.count !== count) await this.actions.keepSelected(source);
	}

	async #show(source: TranscriptSource, count: number): Promise<void> {
		const id = this.ref.sessionId;
		const wanted = this.#target;
		const { place } = this.#kept;
		// A transcript that became another one is read on where it was, as long as that is part of it.
		let target: Target = wanted ?? (place ? { at: 'message', ...place } : { at: 'end' });
		let page: Page | undefined;
		if (target.at === 'message') page = await pageAround(source, id, target.messageId);
		if (target.at === 'start') page = await pageFrom(source, id, 0);
		if (!page) {
			if (target.at === 'message' && target.offset === null) {
				await this.#post({
					type: 'failed',
					reason: 'That message is not part of the transcript as it is now.',
				});
			}
			target = { at: 'end' };
			page = await pageBefore(source, id, count);
		}
		if (this.#todo === 'show' && this.#target !== undefined) return; // another place was asked for meanwhile
		if (this.#target === wanted) this.#target = undefined;
		this.#epoch++;
		const total = Math.max(count, page.end);
		await this.#post({ type: 'show', epoch: this.#epoch, total, page, target });
	}

	async #receive(message: FromTranscript): Promise<void> {
		try {
			await this.#answer(message);
		} catch (error) {
			await this.#post({ type: 'failed', reason: this.#explain(error) });
		}
	}

	async #answer(message: FromTranscript): Promise<void> {
		switch (message.type) {
			case 'ready':
				this.actions.selected = [];
				return this.#begin(message.place);
			case 'painted':
				if (this.#isNear) this.#plan('update');
				return;
			case 'jump':
				if (typeof message.to === 'number') return this.goToIndex(message.to);
				this.#jumps++;
				this.#target = { at: message.to };
				this.#plan('show');
				return;
			case 'seek':
				return this.goToIndex(message.index, 0);
			case 'kept':
				this.#kept = { place: message.place, unfolded: message.unfolded };
				return;
			case 'page':
				return this.#sendPage(message.epoch, message.toward, message.index);
			case 'more': {
				const { ref } = message;
				const source = await this.#source();
				const { message: owner } = await source.getMessage(this.ref.sessionId, ref.messageId);
				const text = wholeText(owner, ref);
				if (text === undefined) return;
				return this.#post({ type: 'more', excerpt: { text, length: text.length, ref } });
			}
			case 'focus':
				this.focusedMessageId = message.messageId ?? undefined;
				return;
			case 'find':
			case 'step':
				return this.#finder.do(message);
			default:
				return this.actions.do(message);
		}
	}

	async #begin(place: Place | null): Promise<void> {
		this.#ready = true;
		const from = place ?? this.#origin?.place;
		if (this.#origin) await this.#post({ type: 'resume', unfolded: this.#origin.unfolded });
		this.#origin = undefined;
		this.#target ??= from ? { at: 'message', ...from } : { at: 'end' };
		this.#plan('show');
		await this.#finder.resume();
	}

	async #sendPage(epoch: number, toward: 'earlier' | 'later', index: number): Promise<void> {
		if (epoch !== this.#epoch) return;
		const source = await this.#source();
		const { sessionId } = this.ref;
		const page = await (toward === 'later'
			? pageFrom(source, sessionId, index)
			: pageBefore(source, sessionId, index));
		if (epoch !== this.#epoch) return; // the transcript was replaced meanwhile
		await this.#post({ type: 'page', epoch, page });
	}

	async #source(): Promise<TranscriptSource> {
		return (await this.#services.stores.get(this.ref.folder)).store;
	}

	#setTitle(title: string): void {
		if (!this.isDisposed && this.panel.title !== title) this.panel.title = title;
	}

	#explain(error: unknown): string {
		if (StoreError.is(error, 'UNKNOWN_SESSION')) {
			return 'This session is not in its folder any more. It may have been purged, or lie on another git branch.';
		}
		this.#services.log.error(error instanceof Error ? error : String(error));
		return error instanceof Error ? error.message : String(error);
	}

	async #post(message: ToTranscript): Promise<void> {
		if (!this.isDisposed) await this.panel.webview.postMessage(message);
	}
}
