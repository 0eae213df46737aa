import * as vscode from 'vscode';
import type { SessionRef } from '../host/sessionRef.js';
import { commands } from '../ids.js';
import type { ContentRequest } from '../protocol/content.js';
import { mostSelected, type ActionRequest, type Place, type ToTranscript } from '../protocol/transcript.js';
import type { Previews } from './previews.js';
import { exchangeStart, type TranscriptSource } from './transcriptReader.js';
import { askAboutSnapshot } from './transcriptSnapshot.js';

export interface ActionServices {
	readonly log: vscode.LogOutputChannel;
	readonly previews: Previews;
	/** Opens another session's transcript. */
	open(ref: SessionRef, messageId: string | null): void;
	source(): Promise<TranscriptSource>;
	post(message: ToTranscript): Promise<void>;
	/** Gives the page the keyboard again after a question, if it is still in front. */
	focus(): void;
	/**
	 * The transcript is about to become another one: its reader is to be there then; null: at the beginning. Gives what
	 * takes that back.
	 */
	stay(place: Place | null): () => void;
}

/** What a person does in a transcript, besides reading it. */
export class TranscriptActions {
	readonly #ref: SessionRef;
	readonly #services: ActionServices;
	/** Ids of the messages that are selected in the page. */
	selected: readonly string[] = [];

	constructor(ref: SessionRef, services: ActionServices) {
		this.#ref = ref;
		this.#services = services;
	}

	async do(request: ActionRequest | ContentRequest): Promise<void> {
		switch (request.type) {
			case 'command':
				await this.#run(commands[request.command], { messageId: request.messageId });
				if (request.command === 'createSnapshot') this.#services.focus();
				return;
			case 'switch':
				return this.#switch(request.messageId, request.place);
			case 'select':
				this.selected = request.messageIds;
				return;
			case 'range':
				return this.#tellRange(request.start, request.end);
			case 'selection':
				await this.#run(commands[request.command], { messageIds: this.selected });
				return;
			case 'restore':
				await this.#run(commands.restoreSession, {});
				return;
			case 'snapshot':
				await this.#askAboutSnapshot(request.snapshotId);
				this.#services.focus();
				return;
			case 'open':
				this.#services.open({ ...this.#ref, sessionId: request.sessionId }, request.messageId);
				return;
			case 'send': {
				const { role, text } = request;
				const ok = await this.#add({ role, content: text });
				return this.#services.post({ type: 'sent', ok });
			}
			case 'code':
			case 'files':
			case 'openFile': {
				const { answerContent } = await import('./transcriptContent.js');
				return answerContent(request, this.#ref, this.#services);
			}
			default:
				request satisfies never;
		}
	}

	/** The transcript became another one: what it does not have any more is not selected. */
	async keepSelected(source: TranscriptSource): Promise<void> {
		if (this.selected.length === 0) return;
		const there = new Set((await source.getMessages(this.#ref.sessionId)).map(({ id }) => id));
		const messageIds = this.selected.filter((id) => !there.has(id));
		if (messageIds.length === 0) return;
		this.selected = this.selected.filter((id) => there.has(id));
		await this.#services.post({ type: 'missing', messageIds });
	}

	/** To another branch, without leaving the place where they part. */
	async #switch(messageId: string, place: Place | null): Promise<void> {
		const forget = this.#services.stay(place);
		const head = await this.#run(commands.revertToMessage, { messageId, stay: true });
		if (head === undefined) forget();
	}

	/** Which messages lie between two positions, with whole tool exchanges. */
	async #tellRange(from: number, to: number): Promise<void> {
		if (to - from > mostSelected) {
			const most = mostSelected.toLocaleString();
			return this.#services.post({
				type: 'failed',
				reason: `At most ${most} messages can be selected together.`,
			});
		}
		const source = await this.#services.source();
		const { sessionId } = this.#ref;
		const start = await exchangeStart(source, sessionId, from);
		const messages = [...(await source.getMessages(sessionId, { start, end: to }))];
		for (let more = messages.length > 0; more && messages.length < mostSelected;) {
			const end = start + messages.length;
			const [next] = await source.getMessages(sessionId, { start: end, end: end + 1 });
			more = next?.role === 'tool';
			if (next && more) messages.push(next);
		}
		const messageIds = messages.slice(0, mostSelected).map(({ id }) => id);
		return this.#services.post({ type: 'range', start: from, end: to, messageIds });
	}

	async #askAboutSnapshot(snapshotId: string): Promise<void> {
		const snapshots = await (await this.#services.source()).getSnapshots(this.#ref.sessionId);
		const snapshot = snapshots.find(({ id }) => id === snapshotId);
		if (snapshot) await askAboutSnapshot(this.#ref, snapshot);
	}

	/** Whether the message was written; why not, the command has told. */
	async #add(message: object): Promise<boolean> {
		try {
			return typeof (await this.#run(commands.addMessage, message)) === 'string';
		} catch (error) {
			this.#services.log.error(error instanceof Error ? error : String(error));
			return false;
		}
	}

	#run(command: string, what: object): Promise<unknown> {
		return Promise.resolve(vscode.commands.executeCommand(command, { ...this.#ref, ...what }));
	}
}
