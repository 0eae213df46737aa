import type { FindRequest } from '../protocol/transcript.js';
import type { SearchServices, TranscriptSearch } from './transcriptSearch.js';

/** The search of one transcript; its code is loaded when something is looked for. */
export class TranscriptFinder {
	readonly #services: SearchServices;
	#search: TranscriptSearch | undefined;

	constructor(services: SearchServices) {
		this.#services = services;
	}

	/** Does what the page's find widget asks for. */
	async do(request: FindRequest): Promise<void> {
		const { TranscriptSearch } = await import('./transcriptSearch.js');
		this.#search ??= new TranscriptSearch(this.#services);
		await this.#search.do(request);
	}

	/** A page began anew: it shows what it showed before. */
	async resume(): Promise<void> {
		await this.#search?.resume();
	}

	/** The transcript changed. */
	async follow(): Promise<void> {
		await this.#search?.follow();
	}

	dispose(): void {
		this.#search?.stop();
	}
}
