import { StoreError } from './errors.js';
import { foldSession, saysTheSame } from './foldSession.js';
import { Forest } from './forest.js';
import { forksOf } from './forksOf.js';
import type { LogFile } from './logFile.js';
import type { LogFolder } from './logFolder.js';
import { MessageTree } from './messageTree.js';
import type { StoreChange } from './model.js';
import { purgedSizes } from './purgedSizes.js';
import { SessionMap, type Unfolded } from './sessionMap.js';
import { endOfClock } from './records.js';
import { SessionFold, type JournalRecord, type LoggedRecord } from './sessionFold.js';

/** A log that was purged but for its bytes. */
export interface Remains {
	readonly sessionId: string;
	readonly path: string;
	/** The size up to which it was purged. */
	readonly upTo: number;
}

/** What the records read so far say: the sessions, where they are shown, and what changed. */
export class Folds {
	/** The sessions that are there, those in the trash too. */
	readonly sessions = new SessionMap(new SessionFold(''));
	readonly tree = new MessageTree(this.sessions);
	readonly #logs: LogFolder;
	readonly #forest = new Forest();
	/** What is left of purged sessions: where they stood. */
	readonly #ghosts = new Map<string, SessionFold>();
	#forestIsStale = true;
	#isForestBuilt = false;
	#latest = 0;
	/** Logs that a purge names and that still have their text, by session. */
	readonly #unfinished = new Map<string, readonly Remains[]>();
	#structure = new Set<string>();
	#content = new Set<string>();
	/** What their forks share with these may be another now. */
	readonly #shared = new Set<string>();

	constructor(logs: LogFolder) {
		this.#logs = logs;
	}

	get forest(): Forest {
		this.#settleForest();
		return this.#forest;
	}

	watchPlaces(): void {
		this.#settleForest();
	}

	/** Finds out which places changed, too, of those that somebody may have looked at. */
	#settleForest(): void {
		if (!this.#forestIsStale) return;
		this.#forestIsStale = false;
		const changed = this.#forest.build(this.sessions, this.#ghosts);
		if (this.#isForestBuilt) for (const id of changed) this.#structure.add(id);
		this.#isForestBuilt = true;
	}

	/** What is stamped from now on is later than this, in whole microseconds. */
	pass(at: number): void {
		if (at > this.#latest) this.#latest = at;
	}

	/**
	 * A stamp later than all that was read, in whole microseconds; each call gives a later one. Throws `INVALID` where
	 * nobody could read what it stamps.
	 */
	tick(): number {
		const next = Math.max(Date.now() * 1000, this.#latest + 1);
		if (next >= endOfClock)
			throw new StoreError('INVALID', 'Some record of this folder, or the clock, stands at the year 2200.');
		this.#latest = next;
		return next;
	}

	get hasRemains(): boolean {
		return this.#unfinished.size > 0;
	}

	/** What purges that were interrupted left on disk. */
	remains(): readonly Remains[] {
		return [...this.#unfinished.values()].flat();
	}

	/** What changed since this was asked last; undefined when nothing did. */
	takeChange(): StoreChange | undefined {
		if (this.#isForestBuilt) this.#settleForest();
		if (this.#shared.size > 0)
			for (const id of forksOf(this.#shared, this.sessions.values())) this.#content.add(id);
		this.#shared.clear();
		if (this.#structure.size + this.#content.size === 0) return undefined;
		const change = { structure: [...this.#structure], content: [...this.#content] };
		this.#structure = new Set();
		this.#content = new Set();
		return change;
	}

	/** Takes in what came new in a log of a session that is awake. */
	take(log: LogFile, records: readonly LoggedRecord[]): void {
		this.pass(log.latestAt);
		const fold = this.sessions.get(log.sessionId);
		if (fold) this.#goOn(fold, log, records);
		else this.#begin(log, records);
	}

	#goOn(fold: SessionFold, log: LogFile, records: readonly LoggedRecord[]): void {
		const { id } = fold;
		// The log may be one that was purged.
		if (fold.hasPurge) {
			this.foldAnew(id);
			return;
		}
		if (log.newerVersion && !fold.newerVersion) this.#structure.add(id);
		fold.newerVersion ||= log.newerVersion;
		let isContent = false;
		for (const record of records) {
			// It tells of its file, not of the session.
			if (record.type === 'log') continue;
			const known = fold.seen(record.id);
			if (known && saysTheSame(known, record)) continue;
			if (known || !fold.fits(record) || record.type === 'purge') {
				this.foldAnew(id);
				return;
			}
			fold.take(record);
			if (record.type === 'message') {
				isContent = true;
				if (this.tree.grewBy(record.id)) this.#shared.add(id);
			} else this.#note(fold, record);
		}
		if (isContent) this.#content.add(id);
	}

	/** Takes in a log of a session that was not there. */
	#begin(log: LogFile, records: readonly LoggedRecord[]): void {
		const id = log.sessionId;
		const isFirst = this.#logs.of(id).every((each) => each === log || each.records.length === 0);
		if (log.hasPurge || !isFirst || log.records.length > records.length) {
			this.foldAnew(id);
			return;
		}
		const fold = foldSession(id, records);
		fold.newerVersion = log.newerVersion;
		if (!isPresent(fold)) return;
		this.#join(fold);
		if (records.some(({ type }) => type === 'message' || type === 'head')) this.#content.add(id);
	}

	/** Takes in a session that sleeps, before anything else was read. */
	recall(session: Unfolded): void {
		this.sessions.recall(session);
		this.#forestIsStale = true;
	}

	#join(fold: SessionFold): void {
		this.sessions.set(fold.id, fold);
		if (this.tree.grew()) this.#shared.add(fold.id);
		this.#structure.add(fold.id);
		if (!this.#forestIsStale && !this.#forest.insert(fold)) this.#forestIsStale = true;
	}

	#note(fold: SessionFold, record: JournalRecord): void {
		if (record.type === 'head') this.#content.add(fold.id);
		else this.#structure.add(fold.id);
		const moves = record.type === 'set' && record.fields?.parentId !== undefined;
		const trashes =
			(record.type === 'delete' || record.type === 'restore') && record.snapshotId === undefined;
		if (moves || trashes || record.type === 'session') this.#forestIsStale = true;
	}

	/** Something was read, or was not, that tells of a session's files only. */
	noteFiles(id: string): void {
		if (this.sessions.has(id)) this.#structure.add(id);
	}

	/** Folds a session from all that its logs hold now; nothing of what was known of it counts. */
	foldAnew(id: string): void {
		const fold = this.#folded(id);
		this.sessions.delete(id);
		this.#ghosts.delete(id);
		if (isPresent(fold)) this.sessions.set(id, fold);
		else if (fold.session) this.#ghosts.set(id, fold);
		this.tree.forget(id);
		this.#shared.add(id);
		this.#forestIsStale = true;
		this.#structure.add(id);
		this.#content.add(id);
	}

	/** Brings the messages of a sleeping session back, of which nothing changed. */
	wake(id: string): void {
		this.sessions.set(id, this.#folded(id));
	}

	/** Brings a session back whose logs are not what they were when it was put to sleep. */
	wakeChanged(id: string): void {
		const known = this.sessions.get(id);
		const fold = this.#folded(id);
		if (!known || !isPresent(fold) || !haveSameJournal(known, fold)) {
			this.foldAnew(id);
			return;
		}
		this.sessions.set(id, fold);
		this.tree.forget(id);
		this.#shared.add(id);
		this.#content.add(id);
	}

	#folded(id: string): SessionFold {
		const logs = this.#logs.of(id);
		const purged = purgedSizes(logs.filter(({ hasPurge }) => hasPurge));
		const living = logs.filter((log) => log.size > (purged.get(log.name) ?? -1));
		const remains = logs.flatMap(({ name, path, size }) => {
			const upTo = purged.get(name) ?? -1;
			return size > 0 && size <= upTo ? { sessionId: id, path, upTo } : [];
		});
		if (remains.length > 0) this.#unfinished.set(id, remains);
		else this.#unfinished.delete(id);
		const [only] = living;
		const records = only && living.length === 1 ? only.records : living.flatMap((log) => log.records);
		for (const { latestAt } of living) this.pass(latestAt);
		const fold = foldSession(id, records);
		fold.newerVersion = living.some((log) => log.newerVersion);
		return fold;
	}
}

function haveSameJournal({ journal: a }: SessionFold, { journal: b }: SessionFold): boolean {
	return a.length === b.length && a.every((record, i) => saysTheSame(record, b[i] ?? record));
}

/** A purge leaves a session record without a title. */
function isPresent(fold: SessionFold): boolean {
	return fold.session?.title !== undefined || fold.messages.size > 0;
}
