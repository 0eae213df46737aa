import type { Folds } from './folds.js';
import type { LogFolder } from './logFolder.js';
import { isAlone } from './messageTree.js';
import { NotInMemory } from './messagePages.js';
import type { SessionFold, Summary } from './sessionFold.js';

/** Looking through all sessions takes a while: it is done once a sixteenth of the room has woken since. */
const parts = 16;

/** Which sessions have their messages in memory: those last used. */
export class Residents {
	readonly #folds: Folds;
	readonly #logs: LogFolder;
	readonly #room: number;
	#count = 0;
	/** Messages of the sessions that woke since all were looked through. */
	#woken = 0;
	/** When each look that is under way began. */
	readonly #looks = new Set<number>();

	/** `room`: for messages. */
	constructor(folds: Folds, logs: LogFolder, room: number) {
		this.#folds = folds;
		this.#logs = logs;
		this.#room = room;
	}

	/** What is used from now on stays until the function that it gives is called. */
	look(): () => void {
		const began = ++this.#count;
		this.#looks.add(began);
		return () => void this.#looks.delete(began);
	}

	/** The session is used, and so are those whose messages it shares: they leave after it. */
	use(id: string): void {
		const used = this.#folds.sessions.get(id);
		if (used && isAlone(used)) used.usedAt = ++this.#count;
		else for (const fold of leaningOn(this.#folds, id)) fold.usedAt = ++this.#count;
	}

	/** The session has just got its messages back. */
	woke(id: string): void {
		this.#woken += this.#folds.sessions.get(id)?.messages.size ?? 0;
	}

	/** As `rest`, once that many woke that it is worth looking through all sessions. */
	restSoon(): void {
		if (this.#woken * parts > this.#room) this.rest();
	}

	/** Puts to sleep what was used least lately, until the rest fits. */
	rest(): void {
		this.#woken = 0;
		const awake = [...this.#folds.sessions.seen()].filter((fold) => !fold.isAsleep);
		let messages = awake.reduce((sum, fold) => sum + fold.messages.size, 0);
		if (messages <= this.#room) return;
		const inUse = Math.min(...this.#looks);
		// A fork is later than what it shares, and knows how long that is while it is awake.
		const byUse = (a: SessionFold, b: SessionFold): number =>
			a.usedAt - b.usedAt || (b.session?.at ?? 0) - (a.session?.at ?? 0);
		awake.sort(byUse);
		if (this.#count > 0) awake.pop();
		for (const fold of awake) {
			if (messages <= this.#room || fold.usedAt > inUse) return;
			const { size } = fold.messages;
			if (this.#putToSleep(fold)) messages -= size;
		}
	}

	/** False: something of it is missing or damaged, or not to be seen now. */
	#putToSleep(fold: SessionFold): boolean {
		const summary = this.summaryOf(fold);
		if (!summary) return false;
		fold.sleep(summary);
		for (const log of this.#logs.of(fold.id)) log.sleep();
		this.#folds.tree.trust(fold);
		return true;
	}

	/** What may be kept of a session without its messages; undefined where its logs have to be read. */
	summaryOf(fold: SessionFold): Summary | undefined {
		if (!this.#isSound(fold)) return undefined;
		try {
			return this.#folds.tree.summarize(fold);
		} catch (error) {
			if (error instanceof NotInMemory) return undefined;
			throw error;
		}
	}

	#isSound(fold: SessionFold): boolean {
		return (
			fold.session?.title !== undefined &&
			!fold.hasPurge &&
			this.#logs.of(fold.id).every((log) => log.isSound)
		);
	}
}

/** The session, and what it shares messages of, nearest first. */
export function* leaningOn({ sessions }: Folds, id: string): Iterable<SessionFold> {
	let at = sessions.get(id);
	for (let steps = 0; at && steps <= sessions.size; steps++) {
		yield at;
		const from: string | undefined = at.session?.forkPoint?.sessionId;
		at = from === undefined || isAlone(at) ? undefined : sessions.get(from);
	}
}
