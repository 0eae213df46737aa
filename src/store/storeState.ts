import { StoreError } from './errors.js';
import { errnoOf, nodeFiles, type FileKey } from './files.js';
import { Folds, type Remains } from './folds.js';
import type { Forest } from './forest.js';
import { IndexKeeper } from './indexKeeper.js';
import type { WrittenLog } from './lineWriter.js';
import type { LogFile } from './logFile.js';
import { LogFolder } from './logFolder.js';
import { LogReader } from './logReader.js';
import { NotInMemory, PageCache } from './messagePages.js';
import type { MessageTree } from './messageTree.js';
import type { StoreChange } from './model.js';
import type { OpenOptions } from './options.js';
import { turnForOthers } from './pace.js';
import type { Draft } from './plan.js';
import type { MessageRecord, StoreRecord } from './records.js';
import { leaningOn, Residents } from './residents.js';
import type { SessionFold } from './sessionFold.js';
import { Tails } from './tails.js';

/** Times that a look begins again because a log changed under it. */
const patience = 20;

/** What was read of the folder. Only files make it; nothing here is written back. */
export class StoreState {
	readonly logs: LogFolder;
	readonly #known: Folds;
	readonly #pages: PageCache;
	readonly #residents: Residents;
	readonly #index: IndexKeeper;
	readonly #reader: LogReader;
	readonly #tails: Tails;
	#turn: Promise<unknown> = Promise.resolve();
	/** That wait for their turn, or are at it. */
	#readings = 0;
	/** A reading of everything that waits for its turn. */
	#waiting: Promise<void> | undefined;

	constructor(folder: string, { files = nodeFiles, room = {}, readOnly = false }: OpenOptions = {}) {
		const { bytes = 64 << 20, messages = 200_000 } = room;
		this.#pages = new PageCache(files, bytes);
		this.logs = new LogFolder(folder, files, this.#pages);
		this.#known = new Folds(this.logs);
		this.#residents = new Residents(this.#known, this.logs, messages);
		this.#index = new IndexKeeper(files, this.logs, this.#known, this.#residents, !readOnly);
		this.#reader = new LogReader(files, this.logs, this.#known, this.#index);
		this.#tails = new Tails(files);
	}

	/** Keeps for the next opening what was read. */
	keepIndex(): void {
		this.#index.keep();
	}

	/** The sessions that are there, those in the trash too. */
	get folds(): ReadonlyMap<string, SessionFold> {
		return this.#known.sessions;
	}

	get tree(): MessageTree {
		return this.#known.tree;
	}

	get forest(): Forest {
		return this.#known.forest;
	}

	/** A stamp later than all that was read, in whole microseconds. Throws `INVALID` where no clock can go on. */
	tick(): number {
		return this.#known.tick();
	}

	/** Whether purges were interrupted. */
	get hasRemains(): boolean {
		return this.#known.hasRemains;
	}

	/** What purges that were interrupted left on disk. */
	remains(): readonly Remains[] {
		return this.#known.remains();
	}

	/** From now on a change tells of the sessions that only changed their place, too. */
	watchPlaces(): void {
		this.#known.watchPlaces();
	}

	/** The messages of a sleeping session's transcript from an index on, where they can be had without waking it. */
	tailOf(fold: SessionFold, start: number): readonly MessageRecord[] | undefined {
		return this.#tails.from(fold, this.logs.of(fold.id), start);
	}

	/** What changed since this was asked last; undefined when nothing did. */
	takeChange(): StoreChange | undefined {
		return this.#known.takeChange();
	}

	/** Lists the logs anew; their content is read when it is asked for. */
	list(): void {
		this.#reader.list();
	}

	/**
	 * Looks at what was read, again and again until all that it asks for is in memory. Rejects with what `look` throws,
	 * and with what the file system throws.
	 */
	async complete<Result>(look: () => Result): Promise<Result> {
		const done = this.#residents.look();
		let isNews = false;
		try {
			for (let changes = 0; ;) {
				try {
					return look();
				} catch (error) {
					if (!(error instanceof NotInMemory)) throw error;
					if (error.isOutdated && ++changes > patience)
						throw new StoreError('IO', 'A log keeps changing while it is read.', { cause: error });
					isNews = true;
					await this.#inTurn(() => this.#bring(error));
				}
			}
		} finally {
			done();
			if (isNews)
				await this.#inTurn(() => {
					this.#residents.restSoon();
				});
		}
	}

	async #bring({ sessionId, isOutdated }: NotInMemory): Promise<void> {
		if (isOutdated) await this.#reader.reread(sessionId);
		await this.#wake(sessionId);
	}

	/** With what it shares messages of. */
	async #wake(id: string): Promise<void> {
		this.#residents.use(id);
		for (const fold of leaningOn(this.#known, id)) {
			if (!fold.isAsleep) continue;
			await this.#reader.readSession(fold.id);
			this.#residents.woke(fold.id);
		}
		this.#residents.use(id);
	}

	/** Whether `catchUp` would find nothing to be read, as far as that can be told without waiting for anything. */
	isCaughtUp(ids: readonly string[] | undefined): boolean {
		if (ids === undefined || this.#readings > 0) return false;
		try {
			return this.#reader.isUpToDate() && ids.every((id) => this.#isCurrent(id));
		} catch {
			// Whatever it is, `catchUp` meets it again, and says so.
			return false;
		}
	}

	/** The session and all above it, with its whole transcript. Throws what the file system throws, and `NotInMemory`. */
	#isCurrent(id: string): boolean {
		const seen = new Set<string>();
		for (let next: string | null | undefined = id; next && !seen.has(next);) {
			seen.add(next);
			if (!this.#reader.areCurrent(this.logs.of(next))) return false;
			next = this.folds.get(next)?.moves.at(-1)?.parentId;
		}
		const fold = this.folds.get(id);
		if (!fold || this.tree.isIncomplete(fold)) return false;
		this.#residents.use(id);
		return true;
	}

	/**
	 * Reads what was written since to the sessions, to those above them, and into new logs; to all when none are named.
	 * One reading at a time.
	 */
	async catchUp(ids?: readonly string[]): Promise<void> {
		if (ids?.length === 0) return;
		if (ids === undefined) return this.#catchUpAll();
		await this.#inTurn(async () => {
			await this.#reader.readNew();
			await this.#readAround(ids);
		});
	}

	/** As `catchUp`, with the sessions that are shown under it; what moved there may lie in any log. */
	async catchUpBelow(id: string): Promise<void> {
		if (!this.logs.isAllRead()) return this.#catchUpAll();
		await this.#inTurn(async () => {
			await this.#reader.readNew();
			await this.#readAround([id]);
			await this.#readAround(this.forest.children(id));
		});
	}

	/** Whoever asks while one waits shares it: it begins after they asked. */
	async #catchUpAll(): Promise<void> {
		this.#waiting ??= this.#inTurn(async () => {
			this.#waiting = undefined;
			const done = this.logs.beginReadingAll();
			this.#pages.isPassing = true;
			await this.#reader.readEverything().finally(() => (this.#pages.isPassing = false));
			done();
			this.#reader.watch();
			this.#residents.rest();
			this.#index.keepSoon();
		});
		await this.#waiting;
	}

	/** Takes in what this process has appended to a log; `size`: the log's before. Undefined: it is done. */
	appended(
		log: LogFile,
		{ size, key, bytes }: { readonly size: number; readonly key: FileKey; readonly bytes: Buffer },
		drafts: readonly Draft[],
	): Promise<void> | undefined {
		const take = (): boolean => {
			// A reader of this process may have come across it while it was being flushed.
			if (!this.logs.has(log) || log.isAsleep || log.offset !== size) return false;
			this.#known.take(log, log.appended(key, bytes, recordsOf(drafts)));
			return true;
		};
		if (this.#readings === 0 && take()) return undefined;
		return this.#inTurn(async () => {
			if (!take()) await this.#reader.read(log);
		});
	}

	/** Takes in a log that this process has just begun. */
	async begun(name: string, written: WrittenLog): Promise<void> {
		await this.#inTurn(async () => {
			const log = this.logs.admit(name);
			if (log) await this.#reader.knowing(new Map([[name, written]]), () => this.#reader.read(log));
		});
	}

	/** After a write that counts: what cannot be read of it now is read when it is asked for. `written`: by its name. */
	async settle(ids: readonly string[], written: ReadonlyMap<string, WrittenLog> = new Map()): Promise<void> {
		this.logs.forgetListing();
		try {
			await this.#reader.knowing(written, () => this.catchUp(ids));
		} catch (error) {
			if (errnoOf(error) === undefined) throw error;
		}
	}

	async #inTurn(act: () => Promise<void> | void): Promise<void> {
		this.#readings++;
		const turn = this.#turn.then(async () => {
			// Reads of what is known already wait for nothing, and would hold up all else in this process.
			const others = turnForOthers();
			if (others) await others;
			await this.#reader.whole(act);
		});
		this.#turn = turn.catch(() => undefined);
		try {
			await turn;
		} finally {
			this.#readings--;
		}
	}

	/** Whether a session lives, and where, its parents say; what is missing of its transcript lies in what it forked. */
	async #readAround(ids: readonly string[]): Promise<void> {
		const read = new Set<string>();
		for (const id of ids) {
			let next: string | null | undefined = id;
			while (next && !read.has(next)) {
				read.add(next);
				await this.#reader.readAll(this.logs.of(next));
				next = this.folds.get(next)?.moves.at(-1)?.parentId;
			}
			await this.#readForked(id);
			this.#residents.use(id);
		}
	}

	async #readForked(id: string): Promise<void> {
		if (!(await this.#isIncomplete(id))) return;
		let fold = this.folds.get(id);
		for (let steps = 0; fold?.session?.forkPoint && steps < this.folds.size; steps++) {
			const { sessionId } = fold.session.forkPoint;
			await this.#reader.readAll(this.logs.of(sessionId));
			fold = this.folds.get(sessionId);
		}
	}

	async #isIncomplete(id: string): Promise<boolean> {
		const fold = this.folds.get(id);
		try {
			return fold !== undefined && this.tree.isIncomplete(fold);
		} catch (error) {
			if (!(error instanceof NotInMemory)) throw error;
			await this.#wake(error.sessionId);
			return this.#isIncomplete(id);
		}
	}
}

function recordsOf(drafts: readonly Draft[]): readonly StoreRecord[] {
	const [only] = drafts;
	return only && drafts.length === 1 ? only.records : drafts.flatMap(({ records }) => records);
}
