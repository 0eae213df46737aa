import { join } from 'node:path';
import { diskRefusal } from './errors.js';
import { errnoOf, type Files } from './files.js';
import { originOf } from './identity.js';
import { discard, removeDeadImports, unfinished } from './leftovers.js';
import { arrivalsAmong } from './logFolder.js';
import { LineWriter, type WrittenLog } from './lineWriter.js';
import { newId, newLogName, sessionOfLog } from './newIds.js';
import type { OwnFolder } from './ownFolder.js';
import { Pace, turnForOthers } from './pace.js';
import type { Draft, LogLine, Plan } from './plan.js';
import { formatVersion, type LogRecord, type SessionRecord, type StoreRecord } from './records.js';
import type { StoreState } from './storeState.js';

/** A log that is to be begun, with the lines that follow its head. */
interface NewLog {
	readonly sessionId: string;
	readonly session: SessionRecord | undefined;
	/** Those that are texts have their newlines. */
	readonly lines: Iterable<string | LogLine>;
	readonly op: string;
	/** How many logs count together with it, itself included. */
	readonly logs?: number;
}

/** Logs that are flushed at a time: a slow disk takes sixteen in the time of two. */
const atOnce = 16;

/** Begins logs: one by itself, or several that all count from one moment on. Only under the lock. */
export class NewLogs {
	readonly #state: StoreState;
	readonly #files: Files;
	readonly #folder: OwnFolder;

	constructor(state: StoreState, files: Files, folder: OwnFolder) {
		this.#state = state;
		this.#files = files;
		this.#folder = folder;
	}

	/** Drafts of one session in a log that begins with its own record, so that it can be read alone; each is one line. */
	async begin(drafts: readonly Draft[]): Promise<void> {
		const [first] = drafts;
		if (!first) return;
		const folder = this.#folder.path;
		const name = nameFor(first);
		let written: ReadonlyMap<string, WrittenLog>;
		try {
			const lines = drafts
				.map(following)
				.filter(({ length }) => length > 0)
				.map(asLine);
			if (ownRecord(first)) await this.#folder.writeGitFiles();
			written = await this.#create(folder, [{ name, log: { ...this.#headOf(first), lines } }]);
			await this.#files.flushFolder(folder);
		} catch (cause) {
			this.#unmake(join(folder, name), cause);
		}
		for (const [name, log] of written) await this.#state.begun(name, log);
	}

	/** Several logs: complete in a folder of their own first, then there by one rename. */
	async arrive(
		drafts: readonly Draft[],
		op: string,
		onProgress?: Plan<unknown>['onProgress'],
	): Promise<void> {
		const arrival = join(this.#folder.local, `in-${newId()}`);
		const making = `${arrival}${unfinished}`;
		const written = new Map<string, WrittenLog>();
		const pace = new Pace();
		try {
			await this.#folder.writeGitFiles();
			this.#files.makeFolder(making);
			for (let done = 0; done < drafts.length; done += atOnce) {
				const some = drafts.slice(done, done + atOnce);
				const logs = some.map((draft) => ({
					name: nameFor(draft),
					// The file counts as a whole or not at all, so that its records need no common line.
					log: { ...this.#headOf(draft), op, logs: drafts.length, lines: linesOf(draft) },
				}));
				const made = await this.#create(making, logs);
				for (const [name, log] of made) written.set(name, log);
				onProgress?.(done + some.length, drafts.length);
			}
			await this.#files.flushFolder(making);
		} catch (cause) {
			discard(this.#files, making);
			throw cause;
		}
		try {
			this.#files.rename(making, arrival);
			await this.#files.flushFolder(this.#folder.local);
			await this.#moveUp(arrival);
		} catch (cause) {
			await this.#callOff(arrival, drafts.length, cause);
		} finally {
			await this.#state.settle(
				drafts.map(({ sessionId }) => sessionId),
				written,
			);
			// What follows takes long, too, where it was much.
			if (pace.isDue) await pace.rest();
		}
	}

	/** Moves up what an arrival in a process that died, or in another domain, has finished. */
	async finishArrivals(): Promise<void> {
		const names = this.#files.list(this.#folder.local);
		removeDeadImports(this.#files, this.#folder.local, names);
		for (const folder of arrivalsAmong(names)) await this.#moveUp(join(this.#folder.local, folder));
	}

	#headOf(draft: Draft): NewLog {
		const { sessionId, records, stub = this.#state.folds.get(sessionId)?.session } = draft;
		return { sessionId, session: ownRecord(draft) ?? stub, lines: [], op: records[0]?.op ?? newId() };
	}

	/** Writes logs one after the other, and flushes them together. What was written is by name. */
	async #create(
		folder: string,
		logs: readonly { readonly name: string; readonly log: NewLog }[],
	): Promise<ReadonlyMap<string, WrittenLog>> {
		const files: number[] = [];
		const written = new Map<string, WrittenLog>();
		try {
			const flushes: (() => Promise<void>)[] = [];
			for (const { name, log } of logs) {
				const file = this.#files.open(join(folder, name), 'create');
				files.push(file);
				const made = await this.#fill(file, log);
				written.set(name, made);
				flushes.push(async () => this.#files.flush(file, made.key.size));
			}
			// No file is closed while it is flushed, whatever became of the others.
			const ends = await Promise.allSettled(flushes.map((flush) => flush()));
			for (const end of ends) if (end.status === 'rejected') throw end.reason;
			return written;
		} finally {
			for (const file of files) this.#files.close(file);
		}
	}

	async #fill(file: number, { sessionId, session, lines, op, logs }: NewLog): Promise<WrittenLog> {
		const head: LogRecord = {
			type: 'log',
			id: newId(),
			at: this.#state.tick(),
			op,
			session: sessionId,
			v: formatVersion,
			origin: originOf(this.#folder.realPath, this.#files.keyOf(file)),
			...(logs !== undefined && { logs }),
		};
		const writer = new LineWriter(this.#files, file);
		writer.add(asLine(session ? [head, session] : [head]));
		for (const line of lines) {
			writer.add(line);
			// What else this process has to do is not held up by an import.
			const others = turnForOthers();
			if (others) await others;
		}
		return writer.end();
	}

	async #moveUp(arrival: string): Promise<void> {
		const folder = this.#folder.path;
		for (const name of this.#files.list(arrival)) {
			if (sessionOfLog(name) === undefined) continue;
			// It was moved up before, and gone on with; a tool that copies files brought it back here.
			if (this.#files.stat(join(folder, name))) continue;
			try {
				this.#files.rename(join(arrival, name), join(folder, name));
			} catch (error) {
				// A writer of another domain was faster.
				if (errnoOf(error) !== 'ENOENT') throw error;
			}
		}
		await this.#files.flushFolder(folder);
		try {
			this.#files.removeFolder(arrival);
		} catch {
			// An empty folder, or one with a stranger's file in it, does no harm.
		}
	}

	/** By one rename, as it came; once a log was moved up, all of them count, and the next writer goes on. */
	async #callOff(arrival: string, logs: number, cause: unknown): Promise<never> {
		const gone = `${arrival}${unfinished}`;
		let isGone = false;
		try {
			// The rename that made it count failed, and did not only say so.
			if (this.#files.stat(gone)) isGone = true;
			else if (this.#files.list(arrival).length === logs) {
				this.#files.rename(arrival, gone);
				await this.#files.flushFolder(this.#folder.local);
				isGone = true;
			}
		} catch {
			// It may count again after a power cut, or does now.
		}
		if (!isGone) throw diskRefusal(this.#folder.path, 'written to', cause, true);
		discard(this.#files, gone);
		throw cause;
	}

	#unmake(path: string, cause: unknown): never {
		try {
			if (this.#files.stat(path)) this.#files.unlink(path);
		} catch {
			throw diskRefusal(this.#folder.path, 'written to', cause, true);
		}
		throw cause;
	}
}

/** Records that count together or not at all. */
export function asLine(records: readonly StoreRecord[]): string {
	return `${JSON.stringify(records.length === 1 ? records[0] : records)}\n`;
}

function* linesOf(draft: Draft): Iterable<string | LogLine> {
	for (const record of following(draft)) yield asLine([record]);
	if (draft.lines) yield* draft.lines;
}

function nameFor({ sessionId }: Draft): string {
	return `${sessionId}.${newLogName()}.jsonl`;
}

/** A new session's own record. */
function ownRecord({ records: [first] }: Draft): SessionRecord | undefined {
	return first?.type === 'session' ? first : undefined;
}

/** What is written after the head of the log. */
function following(draft: Draft): readonly StoreRecord[] {
	return ownRecord(draft) ? draft.records.slice(1) : draft.records;
}
