import type { Random } from '../support/random.js';
import type { Command } from './commands.js';
import type { Expected } from './expected.js';

type Kind = Command['do'];

/** How often each kind is drawn, in proportion to the others. */
const weights: Readonly<Record<Kind, number>> = {
	create: 4,
	add: 12,
	fork: 5,
	snapshot: 3,
	deleteSnapshot: 2,
	restoreSnapshot: 2,
	toSnapshot: 2,
	revert: 5,
	undoRevert: 2,
	rename: 2,
	mark: 1,
	share: 1,
	move: 3,
	delete: 5,
	restore: 3,
	import: 4,
	merge: 8,
	purge: 4,
	undo: 5,
	redo: 5,
};
const kinds = (Object.keys(weights) as Kind[]).flatMap((kind) => Array<Kind>(weights[kind]).fill(kind));
const everySession = 12;

/** Draws commands that the store must accept; every name and text is a new one. */
export class Planner {
	readonly #random: Random;
	readonly #prefix: string;
	#drawn = 0;

	/** `prefix`: sets its names and texts apart from those of other planners. */
	constructor(random: Random, prefix: string) {
		this.#random = random;
		this.#prefix = prefix;
	}

	/** The next command, where everything before it was carried out. */
	next(expected: Expected): Command {
		for (;;) {
			const command = this.#draw(this.#random.pick(kinds), expected);
			if (command) return command;
		}
	}

	/** Messages to a living session. */
	add(session: string): Command {
		return { do: 'add', session, texts: this.#texts(this.#random.chance(0.5) ? 1 : 5) };
	}

	#draw(kind: Kind, expected: Expected): Command | undefined {
		const name = this.#pick(expected.names.filter((each) => !expected.isDeleted(each)).slice(-everySession));
		switch (kind) {
			case 'create':
				return { do: kind, name: this.#name('s'), parent: this.#random.chance(0.4) ? null : (name ?? null) };
			case 'import':
				return this.#import(name ?? null);
			case 'merge':
				return this.#merge(expected, name ?? null);
			case 'restore':
			case 'purge': {
				const session = this.#pick(expected.names.filter((each) => expected.isDeleted(each)));
				return session === undefined ? undefined : { do: kind, session };
			}
			case 'undo':
				return expected.canUndo ? { do: kind } : undefined;
			case 'redo':
				return expected.canRedo ? { do: kind } : undefined;
			default:
				return name === undefined ? undefined : this.#change(kind, name, expected);
		}
	}

	#change(
		kind: Exclude<Kind, 'create' | 'import' | 'merge' | 'restore' | 'purge' | 'undo' | 'redo'>,
		session: string,
		expected: Expected,
	): Command | undefined {
		const { path, reverts } = expected.get(session);
		const { shared, snapshots, deleted } = expected.more(session);
		switch (kind) {
			case 'add':
				return this.add(session);
			case 'fork':
				if (path.length === 0) return undefined;
				return { do: kind, session, index: this.#random.below(path.length), name: this.#name('f') };
			case 'revert':
				if (path.length < 2) return undefined;
				return { do: kind, session, index: this.#random.below(path.length - 1) };
			case 'snapshot':
				return { do: kind, session, label: this.#name('l') };
			case 'deleteSnapshot':
			case 'toSnapshot':
			case 'restoreSnapshot': {
				const label = this.#pick([...(kind === 'restoreSnapshot' ? deleted : snapshots).keys()]);
				return label === undefined ? undefined : { do: kind, session, label };
			}
			case 'undoRevert':
				return reverts.length === 0 ? undefined : { do: kind, session };
			case 'rename':
			case 'mark':
				return { do: kind, session, text: this.#name('t') };
			case 'share':
				return { do: kind, session, shared: !shared };
			case 'move':
				return this.#move(session, expected);
			case 'delete':
				return { do: kind, session };
		}
	}

	#move(session: string, expected: Expected): Command | undefined {
		const places = expected.names.filter(
			(each) => !expected.isDeleted(each) && !expected.isBelow(each, session),
		);
		const parent = this.#pick([null, ...places.slice(-everySession)]) ?? null;
		return expected.place(session) === parent ? undefined : { do: 'move', session, parent };
	}

	/** A session, a child of it, and a fork. */
	#import(parent: string | null): Command {
		const [name, child, fork] = [this.#name('i'), this.#name('c'), this.#name('g')];
		const texts = this.#texts(3);
		const sessions = [
			{ name, parent: null, texts },
			{ name: child, parent: name, texts: this.#texts(2) },
			{ name: fork, parent: name, index: 1, texts: this.#texts(1) },
		];
		return { do: 'import', parent, sessions: sessions.slice(0, 1 + this.#random.below(3)) };
	}

	/** A session of a source, new or grown, and at times a new child and a new fork of it. */
	#merge(expected: Expected, parent: string | null): Command {
		const known = expected.names.flatMap((each) => {
			const { source } = expected.more(each);
			return source && !expected.isDeleted(each) ? { name: each, source } : [];
		});
		const grown = this.#random.chance(0.6) ? this.#pick(known.slice(-everySession)) : undefined;
		const { name, source } = grown ?? { name: this.#name('i'), source: [] };
		const texts = [...source, ...this.#texts(1 + this.#random.below(3))];
		const sessions = [
			{ name, parent: null, isFork: false, texts },
			{ name: this.#name('c'), parent: name, isFork: false, texts: this.#texts(2) },
			{ name: this.#name('g'), parent: name, isFork: true, texts: [...texts.slice(0, 2), ...this.#texts(1)] },
		];
		return { do: 'merge', parent, sessions: sessions.slice(0, 1 + this.#random.below(3)) };
	}

	/** Of one to four bytes a character; some long, so that they can be torn in the middle. */
	#texts(count: number): readonly string[] {
		return Array.from({ length: count }, () => {
			const length = this.#random.chance(0.1) ? 20_000 : this.#random.below(40);
			return `${this.#name('m')} ${'aé中😀'.repeat(length)}`;
		});
	}

	#name(kind: string): string {
		return `${kind}${this.#prefix}-${String(this.#drawn++)}.`;
	}

	#pick<Item>(items: readonly Item[]): Item | undefined {
		return items.length === 0 ? undefined : this.#random.pick(items);
	}
}
