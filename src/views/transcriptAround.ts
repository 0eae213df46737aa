import * as vscode from 'vscode';
import type { SessionRef } from '../host/sessionRef.js';
import type { Frame, ToTranscript } from '../protocol/transcript.js';
import type { Session } from '../store/model.js';
import { landmarksOf } from './landmarks.js';
import { frameOf, marksOf, type Surroundings } from './transcriptFrame.js';
import { nearSurroundingsOf, surroundingsOf, type TranscriptSource } from './transcriptReader.js';

/** `near`: only what is known without reading all messages. `again`: the page has nothing of it. */
export type Extent = 'near' | 'all' | 'again';

const nothing = { frame: '', marks: '', landmarks: '' };

/** Reads what stands around a transcript's messages and posts what changed of it. */
export class TranscriptAround {
	readonly #ref: SessionRef;
	readonly #post: (message: ToTranscript) => Promise<void>;
	/** Listing them all is dear, and an added message changes none of what is taken from them. */
	#sessions: readonly Session[] | undefined;
	/** Counts changes of the folder's structure. */
	#structure = 0;
	/** JSON of what the page has. */
	#posted: Readonly<typeof nothing> = nothing;

	constructor(ref: SessionRef, post: (message: ToTranscript) => Promise<void>) {
		this.#ref = ref;
		this.#post = post;
	}

	/** Sessions came, went or changed. */
	forgetSessions(): void {
		this.#sessions = undefined;
		this.#structure++;
	}

	/** The page shows nothing of it any more. */
	forgetPosted(): void {
		this.#posted = nothing;
	}

	async read(source: TranscriptSource, extent: Extent): Promise<Surroundings> {
		const read = extent === 'near' ? nearSurroundingsOf : surroundingsOf;
		return read(source, this.#ref.sessionId, await this.#listed(source));
	}

	/** What stands above and at the messages. */
	async show(around: Surroundings, extent: Extent): Promise<Frame> {
		const frame = frameOf(this.#ref.folder, around, vscode.workspace.isTrusted);
		const marks = marksOf(around);
		await this.#postNew('frame', { type: 'frame', frame }, extent);
		await this.#postNew('marks', { type: 'marks', marks }, extent);
		return frame;
	}

	/** What stands beside them, which takes reading them. */
	async showBeside(around: Surroundings, source: TranscriptSource, extent: Extent): Promise<void> {
		const snapshots = await landmarksOf(source, around);
		await this.#postNew('landmarks', { type: 'landmarks', snapshots }, extent);
	}

	async #postNew(
		what: 'frame' | 'marks' | 'landmarks',
		message: ToTranscript,
		extent: Extent,
	): Promise<void> {
		const json = JSON.stringify(message);
		if (extent === 'all' && json === this.#posted[what]) return;
		this.#posted = { ...this.#posted, [what]: json };
		await this.#post(message);
	}

	/** The living sessions; kept only if none came or went while they were listed. */
	async #listed(source: TranscriptSource): Promise<readonly Session[]> {
		if (this.#sessions) return this.#sessions;
		const structure = this.#structure;
		const sessions = await source.listSessions();
		if (structure === this.#structure) this.#sessions = sessions;
		return sessions;
	}
}
