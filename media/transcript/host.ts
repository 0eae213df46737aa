import type { FromTranscript, Place, TranscriptState, Unfolding } from '../../src/protocol/transcript.js';
import { asTranscriptState } from '../../src/protocol/transcriptGuard.js';

const api = acquireVsCodeApi();

export function post(message: FromTranscript): void {
	api.postMessage(message);
}

/** Once what was drawn just now can be seen. */
export function postWhenPainted(message: FromTranscript): void {
	requestAnimationFrame(() => {
		setTimeout(() => {
			post(message);
		});
	});
}

/** What VS Code keeps for this page over a reload of it or of the window. */
export class KeptState {
	#state: TranscriptState | undefined = asTranscriptState(api.getState());

	get place(): Place | null {
		return this.#state?.place ?? null;
	}

	get unfolded(): readonly Unfolding[] {
		return this.#state?.unfolded ?? [];
	}

	get draft(): TranscriptState['draft'] {
		return this.#state?.draft ?? { role: 'user', text: '' };
	}

	/** Called once the page knows whose it is. */
	own(folder: string, sessionId: string): void {
		const { place, unfolded, draft } = this;
		this.#keep({ place, unfolded, draft, folder, sessionId });
	}

	keepPlace(place: Place | null): void {
		if (this.#state) this.#keep({ ...this.#state, place });
		post({ type: 'kept', place, unfolded: this.unfolded });
	}

	keepUnfolded(unfolded: readonly Unfolding[]): void {
		if (this.#state) this.#keep({ ...this.#state, unfolded });
		post({ type: 'kept', place: this.place, unfolded });
	}

	keepDraft(draft: TranscriptState['draft']): void {
		if (this.#state) this.#keep({ ...this.#state, draft });
	}

	#keep(state: TranscriptState): void {
		this.#state = state;
		api.setState(state);
	}
}
