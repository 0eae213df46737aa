import { Coalesced } from '../host/coalesce.js';
import { Owner } from '../host/lifecycle.js';
import type { Totals, Usage } from '../protocol/content.js';
import { Pace } from '../store/pace.js';
import type { TranscriptSource } from './transcriptReader.js';
import { addUsage, usageOf } from './usage.js';

/** Milliseconds after messages were shown: what a person waits for goes first. */
const delay = 150;
/** Messages that are read at a time. */
const step = 200;

export interface TotalsHooks {
	/** The session's id. */
	readonly id: string;
	source(): Promise<Pick<TranscriptSource, 'getMessages'>>;
	tell(totals: Totals): Promise<void>;
	failed(error: unknown): void;
}

/** The part of the transcript that was summed up. */
interface Counted extends Totals {
	readonly count: number;
	/** Of the last one; null: none. */
	readonly messageId: string | null;
}

const nothing: Counted = { count: 0, messageId: null, session: null, sinceFork: null };

/** Sums up what a transcript took, in the background and in small turns; goes on from what it had where that still holds. */
export class TranscriptTotals extends Owner {
	readonly #hooks: TotalsHooks;
	readonly #work: Coalesced;
	#stop = new AbortController();
	#shared = 0;
	#counted = nothing;

	constructor(hooks: TotalsHooks) {
		super();
		this.#hooks = hooks;
		this.#work = this.own(
			new Coalesced(
				() => this.#run(),
				(error) => {
					hooks.failed(error);
				},
				delay,
			),
		);
	}

	/** The page shows the messages; `shared`: how many of the first are its parent's. */
	follow(shared: number): void {
		if (shared !== this.#shared) this.#counted = nothing;
		this.#shared = shared;
		if (this.#stop.signal.aborted) this.#stop = new AbortController();
		this.#work.request();
	}

	/** Nobody looks any more. What was summed up is kept. */
	pause(): void {
		this.#stop.abort();
	}

	override dispose(): void {
		this.pause();
		super.dispose();
	}

	async #run(): Promise<void> {
		const { signal } = this.#stop;
		const isWanted = (): boolean => !signal.aborted;
		if (!isWanted()) return;
		const source = await this.#hooks.source();
		if (!(await this.#holds(source))) this.#counted = nothing;
		const pace = new Pace();
		for (let more = true; more;) {
			more = await this.#goOn(source);
			if (pace.isDue) await pace.rest();
			if (!isWanted()) return;
		}
		const { session, sinceFork } = this.#counted;
		await this.#hooks.tell({ session, sinceFork });
	}

	/** Whether the transcript still begins with what was summed up. */
	async #holds(source: Pick<TranscriptSource, 'getMessages'>): Promise<boolean> {
		const { count, messageId } = this.#counted;
		if (count === 0) return true;
		const [last] = await source.getMessages(this.#hooks.id, { start: count - 1, end: count });
		return last?.id === messageId;
	}

	/** False: all is summed up. */
	async #goOn(source: Pick<TranscriptSource, 'getMessages'>): Promise<boolean> {
		const start = this.#counted.count;
		const messages = await source.getMessages(this.#hooks.id, { start, end: start + step });
		if (start > 0 && messages[0] && messages[0].after !== this.#counted.messageId) {
			this.#counted = nothing; // meanwhile the session switched to another branch
			return true;
		}
		const own: (Usage | null)[] = [];
		const all = messages.map(({ metadata }, at) => {
			const usage = usageOf(metadata);
			if (this.#shared > 0 && start + at >= this.#shared) own.push(usage);
			return usage;
		});
		this.#counted = {
			count: start + messages.length,
			messageId: messages.at(-1)?.id ?? this.#counted.messageId,
			session: all.reduce(addUsage, this.#counted.session),
			sinceFork: own.reduce(addUsage, this.#counted.sinceFork),
		};
		return messages.length === step;
	}
}
