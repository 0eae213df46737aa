import * as vscode from 'vscode';
import type { SessionRef } from '../host/sessionRef.js';
import { commands } from '../ids.js';
import type { ContentRequest } from '../protocol/content.js';
import type { ActionRequest, ToTranscript } from '../protocol/transcript.js';
import type { Previews } from './previews.js';
import type { TranscriptSource } from './transcriptReader.js';
import { askAboutSnapshot } from './transcriptSnapshot.js';

export interface ActionServices {
	readonly log: vscode.LogOutputChannel;
	readonly previews: Previews;
	/** Opens another session's transcript. */
	open(ref: SessionRef, messageId: string | null): void;
	source(): Promise<TranscriptSource>;
	post(message: ToTranscript): Promise<void>;
}

/** What a person does in a transcript, besides reading it. */
export class TranscriptActions {
	readonly #ref: SessionRef;
	readonly #services: ActionServices;

	constructor(ref: SessionRef, services: ActionServices) {
		this.#ref = ref;
		this.#services = services;
	}

	async do(request: ActionRequest | ContentRequest): Promise<void> {
		switch (request.type) {
			case 'command':
				await this.#run(commands[request.command], { messageId: request.messageId });
				return;
			case 'switch':
				await this.#run(commands.revertToMessage, { messageId: request.messageId });
				return;
			case 'restore':
				await this.#run(commands.restoreSession, {});
				return;
			case 'snapshot':
				return this.#askAboutSnapshot(request.snapshotId);
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
