import * as vscode from 'vscode';
import { Coalesced } from '../host/coalesce.js';
import { Owner } from '../host/lifecycle.js';
import type { SessionRef } from '../host/sessionRef.js';
import type { FolderChange, Stores } from '../host/stores.js';
import { documents } from '../ids.js';
import { shownTitle } from '../formats/shown.js';

/** Milliseconds between two readings of a session that grows. */
const shortestPause = 200;

/** Transcripts as read-only Markdown documents, which follow what is written to their sessions. */
export class TranscriptDocuments extends Owner implements vscode.TextDocumentContentProvider {
	readonly #stores: Stores;
	readonly #changed = this.own(new vscode.EventEmitter<vscode.Uri>());
	readonly onDidChange = this.#changed.event;
	/** The folders and sessions that changed since the open documents were told. */
	#changes: FolderChange[] = [];
	/** Milliseconds that the last reading took. */
	#effort = 0;
	readonly #telling: Coalesced;

	constructor(stores: Stores, log: vscode.LogOutputChannel) {
		super();
		this.#stores = stores;
		this.#telling = this.own(
			new Coalesced(
				() => this.#tell(),
				(error) => {
					log.error(error instanceof Error ? error : String(error));
				},
				// A long transcript is written anew less often, so that it never takes the host for itself.
				() => Math.max(shortestPause, 5 * this.#effort),
			),
		);
		this.own(
			stores.onDidChange((change) => {
				if (openDocuments().length === 0) return;
				this.#changes.push(change);
				this.#telling.request();
			}),
		);
		this.own(vscode.workspace.registerTextDocumentContentProvider(documents.transcript, this));
	}

	/** The document of a session; `title` names its tab. */
	static uriOf(ref: SessionRef, title: string): vscode.Uri {
		const { folder, sessionId } = ref;
		return vscode.Uri.from({
			scheme: documents.transcript,
			path: `/${shownTitle(title).replace(/[/\\]/g, '∕')}.md`,
			query: JSON.stringify({ folder, sessionId }),
		});
	}

	async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
		const { folder, sessionId } = refOf(uri);
		const begun = performance.now();
		const { store } = await this.#stores.get(folder);
		const { transcriptMarkdown } = await import('./transcriptMarkdown.js');
		const text = await transcriptMarkdown(store, sessionId);
		this.#effort = performance.now() - begun;
		return text;
	}

	#tell(): Promise<void> {
		const changes = this.#changes;
		this.#changes = [];
		for (const uri of openDocuments()) {
			const ref = refOf(uri);
			const isMeant = changes.some(
				({ folder, change: { structure, content } }) =>
					folder === ref.folder && [...structure, ...content].includes(ref.sessionId),
			);
			if (isMeant) this.#changed.fire(uri);
		}
		return Promise.resolve();
	}
}

function openDocuments(): readonly vscode.Uri[] {
	return vscode.workspace.textDocuments
		.map(({ uri }) => uri)
		.filter(({ scheme }) => scheme === documents.transcript);
}

/** What `uriOf` wrote; anything else is no session of any folder. */
function refOf({ query }: vscode.Uri): SessionRef {
	const value: unknown = JSON.parse(query);
	const { folder, sessionId } = (value ?? {}) as Partial<Record<keyof SessionRef, unknown>>;
	return { folder: String(folder), sessionId: String(sessionId) };
}
