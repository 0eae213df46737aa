import { readSources } from '../formats/readSources.js';
import type { Reading, SourceFile } from '../formats/source.js';
import { Spool } from '../formats/spool.js';
import { TemporaryFile } from '../sources/overflow.js';
import { sourcesIn } from '../sources/sourceFiles.js';
import type { MergeResult } from '../store/options.js';
import type { SessionStore } from '../store/sessionStore.js';

/** Bytes that are read anew on any change; of more only the files that changed: links between files need others. */
const readWhole = 32 * 2 ** 20;

export interface Step {
	readonly result: MergeResult | undefined;
	/** What could not be read; it is read again with the next step. */
	readonly failures: Reading['failures'];
	readonly warnings: Reading['warnings'];
}

/** Keeps the sessions of a store in step with a file or folder. Whoever watches that says when. */
export class Follower {
	readonly #path: string;
	readonly #store: Pick<SessionStore, 'mergeSessions'>;
	/** What was read of each file: its size and time. */
	readonly #seen = new Map<string, string>();

	constructor(path: string, store: Pick<SessionStore, 'mergeSessions'>) {
		this.#path = path;
		this.#store = store;
	}

	/**
	 * Brings in what came since the last step. A session that a person has put into the trash stays there. Rejects as
	 * `mergeSessions` does; the next step then begins where this one did.
	 */
	async step(signal: AbortSignal): Promise<Step> {
		const found = await sourcesIn([this.#path], { signal });
		const changed = found.files.filter((file) => this.#seen.get(file.path) !== stateOf(file));
		if (changed.length === 0) return { result: undefined, failures: found.failures, warnings: [] };
		const size = found.files.reduce((sum, file) => sum + (file.size ?? 0), 0);
		const overflow = new TemporaryFile();
		try {
			const reading = await readSources(size <= readWhole ? found.files : changed, {
				signal,
				spool: new Spool(overflow),
			});
			const result = await this.#store.mergeSessions(reading.sessions, { trashed: 'leave' });
			const failed = new Set(reading.failures.map(({ path }) => path));
			for (const file of changed) if (!failed.has(file.path)) this.#seen.set(file.path, stateOf(file));
			return {
				result,
				failures: [...found.failures, ...reading.failures],
				warnings: [...found.warnings, ...reading.warnings],
			};
		} finally {
			overflow.dispose();
		}
	}
}

function stateOf({ size, modified }: SourceFile): string {
	return `${String(size)} ${String(modified)}`;
}
