import { isSearch, type FindQuery } from '../protocol/findQuery.js';
import type { FindRequest, ToTranscript } from '../protocol/transcript.js';
import { SearchRun, type SearchOptions } from './searchRun.js';

export interface SearchServices extends Pick<SearchOptions, 'read'> {
	post(message: ToTranscript): Promise<void>;
	/** An error in words for a person. */
	explain(error: unknown): string;
}

/** Milliseconds between two reports of a search that goes on. */
const interval = 400;

/** What the find widget of one transcript asks for. The newest query wins; its hits follow the transcript. */
export class TranscriptSearch {
	readonly #services: SearchServices;
	/** What the page's find widget shows, with the number of the search; null: it is closed. */
	#shown: { readonly query: FindQuery; readonly search: number } | null = null;
	#run: SearchRun | undefined;
	/** The run that is at work. */
	#busy: SearchRun | undefined;
	/** The reader has to be brought to the first hit. */
	#leads = false;
	/** Counts how often the transcript changed. */
	#changes = 0;
	#reportedAt = 0;

	constructor(services: SearchServices) {
		this.#services = services;
	}

	async do(request: FindRequest): Promise<void> {
		if (request.type === 'step') return this.#step(request.by);
		const { query, search, from } = request;
		this.#shown = query && { query, search };
		return this.#begin(query, search, from, true);
	}

	/** A page began anew: it shows what it showed before. */
	async resume(): Promise<void> {
		if (!this.#shown) return;
		await this.#services.post({ type: 'finder', resumed: this.#shown });
		const run = this.#run;
		if (!run) return;
		await this.#report(run);
		this.#leads = true;
		await this.#lead(run);
	}

	/** The transcript changed: what was added is searched, too, and another one is searched anew. */
	async follow(): Promise<void> {
		this.#changes++;
		if (this.#run && this.#busy !== this.#run) await this.#work(this.#run);
	}

	stop(): void {
		this.#run?.stop();
		this.#run = undefined;
	}

	async #begin(query: FindQuery | null, search: number, from: number, leads: boolean): Promise<void> {
		this.stop();
		if (!query || !isSearch(query)) return;
		const { read } = this.#services;
		const run = new SearchRun({
			...{ query, search, from, read },
			progress: async (at) => {
				await this.#lead(at);
				if (performance.now() - this.#reportedAt >= interval) await this.#report(at);
			},
		});
		this.#run = run;
		this.#leads = leads;
		this.#reportedAt = performance.now();
		await this.#work(run);
	}

	/** Until all of the transcript as it is now was searched. */
	async #work(run: SearchRun): Promise<void> {
		this.#busy = run;
		try {
			for (let seen = -1; seen !== this.#changes;) {
				seen = this.#changes;
				if (!(await run.holds())) {
					await this.#anew(run);
					return;
				}
				await run.go();
			}
		} catch (error) {
			run.problem = this.#services.explain(error);
		}
		if (this.#run !== run) return;
		this.#busy = undefined;
		await this.#lead(run);
		await this.#report(run);
	}

	/** Another transcript: it is searched from the same place, but nobody asked to be taken to its hits. */
	async #anew(run: SearchRun): Promise<void> {
		if (this.#run !== run) return;
		const { query, search } = run.options;
		await this.#begin(query, search, run.place, false);
	}

	async #step(by: 1 | -1): Promise<void> {
		const run = this.#run;
		if (!run) return;
		run.step(by);
		this.#leads = true;
		await this.#lead(run);
		await this.#report(run);
	}

	/** Brings the reader to the current hit, once. */
	async #lead(run: SearchRun): Promise<void> {
		if (!this.#leads || this.#run !== run) return;
		this.#leads = false;
		const hit = await run.hit();
		if (this.#run !== run) return;
		if (!hit) {
			this.#leads = true;
			return;
		}
		await this.#services.post({ type: 'hit', search: run.options.search, hit });
	}

	async #report(run: SearchRun): Promise<void> {
		if (this.#run !== run) return;
		this.#reportedAt = performance.now();
		const found = { ...run.found(), isBusy: this.#busy === run };
		await this.#services.post({ type: 'found', found });
	}
}
