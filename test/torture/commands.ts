import { Spool } from '../../src/formats/spool.js';
import type { Bundle } from '../../src/store/bundleModel.js';
import type { IncomingSession } from '../../src/store/incoming.js';
import type { Source } from '../../src/store/model.js';
import type { SessionStore } from '../../src/store/sessionStore.js';

/** A session of an import; its name is its title, and its id in the bundle. */
export interface ImportedSession {
	readonly name: string;
	readonly parent: string | null;
	/** Of a fork: the last message of its parent's that it shares. */
	readonly index?: number;
	readonly texts: readonly string[];
}

/** A session as another tool has it; its name is its title, and its id in the source. */
export interface MergedSession {
	readonly name: string;
	/** Another one that was merged, or comes along. */
	readonly parent: string | null;
	readonly isFork: boolean;
	/** All of it; a fork repeats what it shares. */
	readonly texts: readonly string[];
}

/** One call to the store, in words that both sides of a pipe understand: sessions are named as when they were made. */
export type Command =
	| { readonly do: 'create'; readonly name: string; readonly parent: string | null }
	| { readonly do: 'add'; readonly session: string; readonly texts: readonly string[] }
	| { readonly do: 'fork'; readonly session: string; readonly index: number; readonly name: string }
	| {
			readonly do: 'snapshot' | 'deleteSnapshot' | 'restoreSnapshot' | 'toSnapshot';
			readonly session: string;
			readonly label: string;
	  }
	| { readonly do: 'revert'; readonly session: string; readonly index: number }
	| { readonly do: 'rename' | 'mark'; readonly session: string; readonly text: string }
	| { readonly do: 'share'; readonly session: string; readonly shared: boolean }
	| { readonly do: 'move'; readonly session: string; readonly parent: string | null }
	| { readonly do: 'undoRevert' | 'delete' | 'restore' | 'purge'; readonly session: string }
	| { readonly do: 'import'; readonly parent: string | null; readonly sessions: readonly ImportedSession[] }
	| { readonly do: 'merge'; readonly parent: string | null; readonly sessions: readonly MergedSession[] }
	/** The command before this one. */
	| { readonly do: 'undo' }
	/** What the command before this one took back. */
	| { readonly do: 'redo' };

/** Ids by name, of the sessions whose name is not their id. */
export type Ids = Readonly<Record<string, string>>;

/** Carries out commands, one after the other. */
export class Hand {
	readonly #store: SessionStore;
	readonly #ids: Record<string, string>;
	/** By label, the snapshots that were deleted. */
	readonly #deleted = new Map<string, string>();
	/** The operation that was taken back last. */
	#operation = '';

	constructor(store: SessionStore, ids: Ids) {
		this.#store = store;
		this.#ids = { ...ids };
	}

	/** Gives the ids of the sessions that it made, where their names are not their ids. */
	async perform(command: Command): Promise<Ids> {
		const made = await this.#do(command);
		Object.assign(this.#ids, made);
		return made;
	}

	async #do(command: Command): Promise<Ids> {
		switch (command.do) {
			case 'create': {
				const { name, parent } = command;
				await this.#store.createSession({ id: name, title: name, parentId: this.#idOrNull(parent) });
				break;
			}
			case 'add': {
				const messages = command.texts.map((content) => ({ role: 'user' as const, content }));
				await this.#store.addMessages(this.#idOf(command.session), messages);
				break;
			}
			case 'fork': {
				const { session, index, name } = command;
				const options = { fromMessageIndex: index, title: name, splitToolExchange: true };
				return { [name]: await this.#store.forkSession(this.#idOf(session), options) };
			}
			case 'snapshot':
				await this.#store.createSnapshot(this.#idOf(command.session), { label: command.label });
				break;
			case 'deleteSnapshot':
			case 'toSnapshot': {
				const id = this.#idOf(command.session);
				const snapshot = (await this.#store.getSnapshots(id)).find(({ label }) => label === command.label);
				if (!snapshot) throw new RangeError(`no snapshot ${command.label}`);
				if (command.do === 'toSnapshot') await this.#store.revertToSnapshot(id, snapshot.id);
				else await this.#store.deleteSnapshot(id, snapshot.id);
				this.#deleted.set(command.label, snapshot.id);
				break;
			}
			case 'restoreSnapshot':
				await this.#store.restoreSnapshot(
					this.#idOf(command.session),
					this.#deleted.get(command.label) ?? '',
				);
				break;
			case 'revert':
				await this.#store.revertToMessage(this.#idOf(command.session), {
					index: command.index,
					splitToolExchange: true,
				});
				break;
			case 'rename':
				await this.#store.setTitle(this.#idOf(command.session), command.text);
				break;
			case 'mark':
				await this.#store.setMetadata(this.#idOf(command.session), { mark: command.text });
				break;
			case 'share':
				if (command.shared) await this.#store.shareSession(this.#idOf(command.session));
				else await this.#store.unshareSession(this.#idOf(command.session));
				break;
			case 'move':
				await this.#store.moveSession(this.#idOf(command.session), this.#idOrNull(command.parent));
				break;
			case 'undoRevert':
				await this.#store.undoRevert(this.#idOf(command.session));
				break;
			case 'delete':
				await this.#store.deleteSession(this.#idOf(command.session));
				break;
			case 'restore':
				await this.#store.restoreSession(this.#idOf(command.session));
				break;
			case 'purge':
				await this.#store.purgeSession(this.#idOf(command.session));
				break;
			case 'import': {
				const { parent, sessions } = command;
				const [top] = sessions;
				const { sessionIds } = await this.#store.importSession(bundleOf(sessions), {
					...(top && { id: top.name }),
					parentId: this.#idOrNull(parent),
				});
				return Object.fromEntries(sessions.map(({ name }, nth) => [name, sessionIds[nth] ?? '']));
			}
			case 'merge': {
				const { parent, sessions } = command;
				await this.#store.mergeSessions(sessions.map(incoming), { parentId: this.#idOrNull(parent) });
				const all = await this.#store.listSessions();
				return Object.fromEntries(
					sessions.map(({ name }) => [name, all.find(({ source }) => source?.id === name)?.id ?? '']),
				);
			}
			case 'undo':
				this.#operation = (await this.#store.getOperations({ limit: 1 }))[0]?.id ?? '';
				await this.#store.undoOperation(this.#operation);
				break;
			case 'redo':
				await this.#store.redoOperation(this.#operation);
				break;
			default:
				command satisfies never;
		}
		return {};
	}

	#idOf(name: string): string {
		return this.#ids[name] ?? name;
	}

	#idOrNull(name: string | null): string | null {
		return name === null ? null : this.#idOf(name);
	}
}

function bundleOf(sessions: readonly ImportedSession[]): Bundle {
	const createdAt = Date.now();
	return {
		format: 'session-hierarchy',
		version: 1,
		sessions: sessions.map(({ name, parent, index, texts }) => {
			const shared = index === undefined ? null : idIn(parent ?? '', index);
			return {
				id: name,
				title: name,
				parentId: parent,
				relation: index === undefined ? 'child' : 'fork',
				forkPoint: shared === null ? null : { sessionId: parent ?? '', messageId: shared },
				head: texts.length === 0 ? shared : idIn(name, texts.length - 1),
				messages: texts.map((content, nth) => ({
					id: idIn(name, nth),
					after: nth === 0 ? shared : idIn(name, nth - 1),
					role: 'user',
					content,
					timestamp: createdAt,
					metadata: {},
				})),
				snapshots: [],
				discarded: [],
				agentName: null,
				metadata: {},
				shared: false,
				createdAt,
				updatedAt: createdAt,
				source: null,
			};
		}),
	};
}

function incoming({ name, parent, isFork, texts }: MergedSession): IncomingSession {
	const spool = new Spool();
	const ids = texts.map(tokenOf);
	return {
		source: sourceOf(name),
		title: name,
		parent: parent === null ? null : sourceOf(parent),
		relation: isFork ? 'fork' : 'child',
		shares: isFork ? 'prefix' : null,
		messages: texts.map((content, nth) => {
			const [id = '', role, timestamp] = [ids[nth], 'user' as const, nth];
			const fields = { role, content, timestamp, metadata: { nativeId: id } };
			return { id, after: ids[nth - 1] ?? null, role, timestamp, body: spool.add(JSON.stringify(fields)) };
		}),
		head: ids.at(-1) ?? null,
		snapshots: [],
		agentName: null,
		metadata: {},
		shared: false,
		createdAt: 0,
		updatedAt: 0,
	};
}

function sourceOf(name: string): Source {
	return { format: 'torture', id: name };
}

function idIn(session: string, nth: number): string {
	return `${session} ${nth}`;
}

/** What tells a message of the torture from all others: its first word. */
export function tokenOf(text: string): string {
	return text.split(' ', 1)[0] ?? '';
}
