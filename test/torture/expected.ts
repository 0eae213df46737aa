import { NaiveStore } from './naiveStore.js';
import { type Command, type ImportedSession, type MergedSession, tokenOf } from './commands.js';

/** What one session says, in names and texts. */
export interface Said {
	readonly title: string;
	readonly deleted: boolean;
	/** Where it is shown; undefined in the trash. */
	readonly parent: string | null | undefined;
	readonly shared: boolean;
	readonly mark: string;
	readonly transcript: readonly string[];
	/** What each snapshot leads to, by its label. */
	readonly snapshots: Readonly<Record<string, readonly string[]>>;
	/** Every message that was ever added, discarded ones too, sorted. */
	readonly kept: readonly string[];
}

interface More {
	readonly kept: Set<string>;
	/** Paths by label; those that were deleted, beside. */
	readonly snapshots: Map<string, readonly string[]>;
	readonly deleted: Map<string, readonly string[]>;
	shared: boolean;
	mark: string;
	/** What it says in its source, where it has one. */
	source?: readonly string[];
}

interface Change {
	forth(): void;
	back(): void;
}

/** What the store must say after the commands that were carried out. */
export class Expected extends NaiveStore {
	readonly #more = new Map<string, More>();
	readonly #purged = new Set<string>();
	#clock = 0;
	/** Messages that no session holds any more. */
	readonly #erased: string[] = [];
	/** The last command, and what the last command took back, where that can be asked for. */
	#last: Change | undefined;
	#undone: Change | undefined;

	get canUndo(): boolean {
		return this.#last !== undefined;
	}

	get canRedo(): boolean {
		return this.#undone !== undefined;
	}

	/** Those that are not purged. */
	get names(): readonly string[] {
		return [...this.sessions.keys()].filter((name) => !this.#purged.has(name));
	}

	more(name: string): More {
		const more = this.#more.get(name);
		if (!more) throw new RangeError(name);
		return more;
	}

	/** One that goes its own way, as another process does, which knows neither the last command nor what was deleted. */
	copy(): Expected {
		const copy = new Expected();
		for (const [name, session] of this.sessions) {
			copy.sessions.set(name, { ...session, reverts: [...session.reverts] });
		}
		for (const [name, { kept, snapshots, ...rest }] of this.#more) {
			const own = { kept: new Set(kept), snapshots: new Map(snapshots), deleted: new Map() };
			copy.#more.set(name, { ...rest, ...own });
		}
		for (const name of this.#purged) copy.#purged.add(name);
		copy.#clock = this.#clock;
		return copy;
	}

	/** Takes in a session that was there before. */
	found(name: string, isFork: boolean, said: Said): void {
		const { parent = null, title, transcript: path, kept, shared, mark } = said;
		this.sessions.set(name, { made: 0, parent, fork: isFork, title, path, reverts: [] });
		const snapshots = new Map(Object.entries(said.snapshots));
		this.#more.set(name, { kept: new Set(kept), snapshots, deleted: new Map(), shared, mark });
	}

	say(): Readonly<Record<string, Said>> {
		return Object.fromEntries(
			this.names.map((name) => {
				const { title, path: transcript } = this.get(name);
				const { shared, mark, snapshots, kept } = this.more(name);
				const deleted = this.isDeleted(name);
				const parent = deleted ? undefined : this.place(name);
				const said: Said = {
					...{ title, deleted, parent, shared, mark, transcript },
					snapshots: Object.fromEntries(snapshots),
					kept: [...kept].sort(),
				};
				return [name, said];
			}),
		);
	}

	/** What a new plan begins with: nobody knows the operation that came before. */
	forget(): void {
		this.#last = undefined;
		this.#undone = undefined;
	}

	/** Messages of purged sessions that nobody shares, since this was asked last. */
	takeErased(): readonly string[] {
		return this.#erased.splice(0);
	}

	carryOut(command: Command): void {
		this.#clock++;
		const last = this.#last;
		const undone = this.#undone;
		const isAlone = 'session' in command && this.#isAlone(command.session);
		this.forget();
		switch (command.do) {
			case 'create':
				this.create(command.name, command.parent);
				this.#begin(command.name);
				this.#canTrash([command.name]);
				return;
			case 'fork':
				this.fork(command.name, command.session, command.index);
				this.#begin(command.name);
				this.#canTrash([command.name]);
				return;
			case 'import':
				for (const session of command.sessions) this.#import(session, command.parent);
				this.#canTrash(command.sessions.map(({ name }) => name));
				return;
			case 'merge':
				this.#merge(command.sessions, command.parent);
				return;
			case 'add':
				this.#add(command.session, command.texts);
				return;
			case 'snapshot':
				this.more(command.session).snapshots.set(command.label, this.get(command.session).path);
				return;
			case 'deleteSnapshot':
			case 'restoreSnapshot': {
				const { snapshots, deleted } = this.more(command.session);
				const [from, to] = command.do === 'deleteSnapshot' ? [snapshots, deleted] : [deleted, snapshots];
				to.set(command.label, from.get(command.label) ?? []);
				from.delete(command.label);
				return;
			}
			case 'toSnapshot':
				this.#moveHead(command.session, this.more(command.session).snapshots.get(command.label) ?? []);
				return;
			case 'revert':
				this.#moveHead(command.session, this.get(command.session).path.slice(0, command.index + 1));
				return;
			case 'undoRevert':
				this.undoRevert(command.session);
				return;
			case 'rename':
				this.#set(this.get(command.session), 'title', command.text);
				return;
			case 'mark':
				this.#set(this.more(command.session), 'mark', command.text);
				return;
			case 'share':
				this.#set(this.more(command.session), 'shared', command.shared);
				return;
			case 'move':
				this.#set(this.get(command.session), 'parent', command.parent);
				if (isAlone) this.forget();
				return;
			case 'delete':
				this.#can(
					() => {
						this.#trash(command.session);
					},
					() => {
						this.#restore(command.session);
					},
				);
				if (isAlone) this.forget();
				return;
			case 'restore':
				this.#restore(command.session);
				return;
			case 'purge':
				this.#purge(command.session);
				return;
			case 'undo':
				last?.back();
				this.#undone = last;
				return;
			case 'redo':
				undone?.forth();
				return;
			default:
				command satisfies never;
		}
	}

	/** Its parent lies in the trash: the store refuses to bring it back there, or out of there alone. */
	#isAlone(name: string): boolean {
		const { parent } = this.get(name);
		return parent !== null && this.isDeleted(parent);
	}

	/** Does it now, and lets it be taken back. */
	#can(forth: () => void, back: () => void): void {
		forth();
		this.#last = { forth, back };
	}

	#set<Of extends object, Key extends keyof Of>(of: Of, key: Key, value: Of[Key]): void {
		const before = of[key];
		this.#can(
			() => (of[key] = value),
			() => (of[key] = before),
		);
	}

	#moveHead(name: string, path: readonly string[]): void {
		if (this.get(name).path.join() === path.join()) return;
		this.#can(
			() => {
				this.revert(name, path);
			},
			() => this.undoRevert(name),
		);
	}

	/** What was made is taken back by deleting it; its children go with it. */
	#canTrash(names: readonly string[]): void {
		const tops = names.filter((name) => {
			const { fork, parent } = this.get(name);
			return fork || parent === null || !names.includes(parent);
		});
		const back = (): void => {
			for (const name of tops) this.#trash(name);
		};
		const forth = (): void => {
			for (const name of tops) this.#restore(name);
		};
		this.#last = { back, forth };
	}

	#begin(name: string): void {
		const session = this.get(name);
		session.title = name;
		const kept = new Set(session.path);
		this.#more.set(name, { kept, snapshots: new Map(), deleted: new Map(), shared: false, mark: '' });
	}

	#import({ name, parent, index, texts }: ImportedSession, above: string | null): void {
		if (index === undefined || parent === null) this.create(name, parent ?? above);
		else this.fork(name, parent, index);
		this.#begin(name);
		this.#add(name, texts);
	}

	/** A source goes on from where it was; a session whose head a person has led elsewhere stays there. */
	#merge(sessions: readonly MergedSession[], above: string | null): void {
		const grown = sessions.filter(({ name }) => this.sessions.has(name));
		const made = sessions.filter((session) => !grown.includes(session));
		const paths = grown.map(({ name }) => this.get(name).path);
		for (const { name, texts } of grown) this.#growTo(name, texts);
		for (const { name, parent, isFork, texts } of made) {
			if (isFork && parent !== null) this.fork(name, parent, -1);
			else this.create(name, parent ?? above);
			this.#begin(name);
			this.#add(name, texts);
			this.more(name).source = texts;
		}
		const grownPaths = grown.map(({ name }) => this.get(name).path);
		const set = (to: readonly (readonly string[])[]): void => {
			for (const [nth, { name }] of grown.entries()) this.get(name).path = to[nth] ?? [];
		};
		this.#canTrash(made.map(({ name }) => name));
		const trash = this.#last;
		this.#last = {
			back: () => {
				trash?.back();
				set(paths);
			},
			forth: () => {
				trash?.forth();
				set(grownPaths);
			},
		};
	}

	#growTo(name: string, texts: readonly string[]): void {
		const session = this.get(name);
		const all = texts.map(tokenOf);
		const head = session.path.at(-1);
		for (const token of all) this.more(name).kept.add(token);
		if (head === undefined || all.includes(head)) session.path = all;
		this.more(name).source = texts;
	}

	#add(name: string, texts: readonly string[]): void {
		const added = texts.map(tokenOf);
		const session = this.get(name);
		session.path = [...session.path, ...added];
		for (const token of added) this.more(name).kept.add(token);
	}

	#trash(name: string): void {
		this.get(name).deletedAt = this.#clock;
	}

	#restore(name: string): void {
		const session = this.get(name);
		session.deletedAt = undefined;
		session.restoredAt = this.#clock;
	}

	#purge(name: string): void {
		const gone = [name];
		for (const above of gone) {
			for (const id of this.names) {
				const { fork, parent } = this.get(id);
				if (!fork && parent === above && this.isDeleted(id)) gone.push(id);
			}
		}
		const texts = gone.flatMap((id) => [...this.more(id).kept]);
		for (const id of gone) {
			this.#purged.add(id);
			this.#more.delete(id);
			// What was below it and lives was restored by itself: earlier than any deletion, this one trashes nothing.
			this.get(id).deletedAt = -1;
		}
		const left = new Set(this.names.flatMap((id) => [...this.more(id).kept]));
		this.#erased.push(...texts.filter((text) => !left.has(text)));
	}
}
