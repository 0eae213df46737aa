import type { LogFile } from './logFile.js';
import type { LogFolder } from './logFolder.js';

interface Held {
	readonly log: LogFile;
	readonly show: () => void;
}

/**
 * Shows the logs that one command began at once at one moment. While they are moved up a listing may meet some of them
 * only, and a log may be found empty whose purge was not listed yet: then whoever reads lists once more. What is not to
 * be found then is not here, as after a partial sync, and the rest is shown.
 */
export class Together {
	readonly #logs: LogFolder;
	/** Commands all of whose logs that are here were shown. */
	readonly #shown = new Set<string>();
	/** Names of the logs found, by command. */
	readonly #parts = new Map<string, { readonly names: Set<string>; readonly logs: number }>();
	readonly #askedFor = new Set<string>();
	#emptied: LogFile[] = [];
	#held: Held[] = [];
	readonly #sessions = new Set<string>();
	/** Somebody looks: what is read is shown as soon as it is, and has to be held back. */
	isWatched = false;

	constructor(logs: LogFolder) {
		this.#logs = logs;
	}

	/** Runs `show`, now or in `showAll`; `read`: the logs that were read to be shown by it, all of one session. */
	take(read: readonly LogFile[], show: () => void): void {
		for (const log of read) {
			const isPart = this.#isPart(log);
			const isEmptied = log.size === 0;
			if (isEmptied) this.#emptied.push(log);
			if (isPart || isEmptied) this.#sessions.add(log.sessionId);
		}
		const [log] = read;
		if (log && this.isWatched && this.#sessions.has(log.sessionId)) this.#held.push({ log, show });
		else show();
	}

	#isPart({ together, name }: LogFile): boolean {
		if (!together || together.logs < 2 || this.#shown.has(together.op)) return false;
		const part = this.#parts.get(together.op) ?? { names: new Set(), logs: together.logs };
		this.#parts.set(together.op, part);
		part.names.add(name);
		return true;
	}

	/** Whether to list and read once more before all is shown. */
	mustListAgain(): boolean {
		const isUnexplained = this.#emptied.some((log) => this.#logs.has(log) && !this.#isPurged(log));
		this.#emptied = [];
		const missing = [...this.#parts].filter(
			([op, { names, logs }]) => names.size < logs && !this.#askedFor.has(op),
		);
		for (const [op] of missing) this.#askedFor.add(op);
		return isUnexplained || missing.length > 0;
	}

	#isPurged({ name, sessionId }: LogFile): boolean {
		return this.#logs
			.of(sessionId)
			.some(({ records }) =>
				records.some((record) => record.type === 'purge' && record.logs.some((log) => log.name === name)),
			);
	}

	showAll(): void {
		for (const op of this.#parts.keys()) this.#shown.add(op);
		const held = this.#held;
		this.#held = [];
		for (const kept of [this.#parts, this.#askedFor, this.#sessions]) kept.clear();
		for (const { log, show } of held) if (this.#logs.has(log)) show();
	}
}
