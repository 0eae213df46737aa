import { mkdirSync } from 'node:fs';
import { GeneratedClock, SessionLog, type Beginning, type GeneratedSession } from './generatedSession.js';
import { Talk } from './generatedTalk.js';
import { Random } from './random.js';

export interface GeneratedStore {
	readonly sessions: readonly GeneratedSession[];
	/** In all logs, those on branches included. */
	readonly messages: number;
}

/** Writes stores by hand, in the format on disk: the same files for the same seed and the same calls. */
export class StoreGenerator {
	readonly #folder: string;
	readonly #random: Random;
	readonly #clock: GeneratedClock;
	readonly #talk: Talk;

	/** `folder`: the store's; it is made. */
	constructor(folder: string, seed: number) {
		mkdirSync(folder, { recursive: true });
		this.#folder = folder;
		this.#random = new Random(seed);
		this.#clock = new GeneratedClock(this.#random);
		this.#talk = new Talk(this.#random);
	}

	/** Sessions of very different lengths with exactly so many messages together: roots, children and forks at any depth. */
	store(sessions: number, messages: number): GeneratedStore {
		const lengths = this.#shares(sessions, messages);
		const logs: SessionLog[] = [];
		for (const length of lengths) {
			const log = this.#begin(this.#family(logs));
			logs.push(log);
			this.#live(log, length);
			log.close();
		}
		return total(logs);
	}

	/** One session with so many messages and nothing else. */
	session(messages: number, title = this.#talk.title()): GeneratedSession {
		const log = this.#begin({ title });
		this.#say(log, messages);
		return log.close();
	}

	/** A session, a fork of its head, a fork of that fork's head, …: `depth` sessions with so many own messages each. */
	forkChain(depth: number, messagesEach: number): GeneratedStore {
		const logs: SessionLog[] = [];
		for (let made = 0; made < depth; made++) {
			const log = this.#begin({ parent: logs.at(-1), relation: 'fork' });
			logs.push(log);
			this.#say(log, messagesEach);
			log.close();
		}
		return total(logs);
	}

	#begin({ title = this.#talk.title(), ...beginning }: Partial<Beginning>): SessionLog {
		return new SessionLog(this.#folder, this.#random, this.#clock, { title, ...beginning });
	}

	/** Half are roots; a third are children, a sixth are forks of any session before. */
	#family(before: readonly SessionLog[]): Omit<Beginning, 'title'> {
		const kind = this.#random.below(6);
		if (before.length === 0 || kind < 3) return {};
		const parent = this.#random.pick(before);
		if (kind < 5) return { parent };
		return { parent, relation: 'fork', shared: this.#random.below(parent.length + 1) };
	}

	/** Messages, and in some sessions reverts, snapshots and a second log. */
	#live(log: SessionLog, messages: number): void {
		const chapters = Math.min(messages, 1 + (this.#random.chance(0.3) ? this.#random.below(4) : 0));
		for (let chapter = 0; chapter < chapters; chapter++) {
			this.#say(
				log,
				Math.floor((messages * (chapter + 1)) / chapters) - Math.floor((messages * chapter) / chapters),
			);
			if (this.#random.chance(0.25)) log.snapshot(this.#talk.title());
			if (chapter + 1 === chapters) return;
			// A revert with nothing after it would leave no branch.
			if (this.#random.chance(0.5)) log.revert();
			if (this.#random.chance(0.1)) log.goOnElsewhere();
		}
	}

	#say(log: SessionLog, messages: number): void {
		for (let left = messages; left > 0;) {
			const next = this.#talk.next(left);
			log.say(next);
			left -= next.length;
		}
	}

	/** `count` whole numbers that are `sum` together: many small, a few large. */
	#shares(count: number, sum: number): readonly number[] {
		const weights = Array.from({ length: count }, () => this.#random.next() ** 4);
		const whole = weights.reduce((a, b) => a + b, 0);
		let weight = 0;
		let given = 0;
		return weights.map((each) => {
			weight += each;
			const share = Math.round((sum * weight) / whole) - given;
			given += share;
			return share;
		});
	}
}

function total(logs: readonly SessionLog[]): GeneratedStore {
	const sessions = logs.map((log) => log.close());
	return { sessions, messages: sessions.reduce((sum, { ownMessages }) => sum + ownMessages, 0) };
}
