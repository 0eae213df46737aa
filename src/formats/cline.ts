import type { IncomingSession } from '../store/incoming.js';
import type { Json, JsonObject } from '../store/model.js';
import { type ClineFile, clineFileOf, folderOf, nameOf, taskFiles } from './clineFiles.js';
import { historyTurns } from './clineHistory.js';
import { type TaskFiles, tasksOf } from './clinePairs.js';
import { clineName } from './clineParts.js';
import {
	type Compaction,
	type SdkFile,
	type SdkSession,
	readSdkSession,
	sdkSession,
} from './clineSession.js';
import { shownTurns } from './clineShown.js';
import { type Kept, taskSession } from './clineTask.js';
import { Faults } from './faults.js';
import { documentOf } from './inputFile.js';
import { isJsonObject, without } from './json.js';
import { cleaned } from './pack.js';
import { circleWords, parentsFirst } from './parentsFirst.js';
import { listAt, numberAt, objectAt, stringAt, timeOf } from './pick.js';
import { putAway } from './putAway.js';
import {
	type Count,
	type Format,
	type FormatReader,
	type InputFile,
	type ReadContext,
	invalid,
} from './source.js';
import type { Known } from './turns.js';

/** Tasks of Cline in the editor, and sessions of its SDK and command line. */
export const cline: Format = {
	name: clineName,
	title: 'Cline',
	isInPieces: true,
	recognises: (file) => clineFileOf(file) !== undefined,
	begin: (context) => new ClineReader(context),
};

const nothing: Count = { sessions: 0, messages: 0 };

class ClineReader implements FormatReader {
	readonly #context: ReadContext;
	/** By the folder, or by the path where files of other tasks may lie beside it. */
	readonly #tasks = new Map<string, TaskFiles>();
	/** What the list of all tasks says, by their ids. */
	readonly #listed = new Map<string, JsonObject>();
	readonly #files: SdkFile[] = [];
	/** Manifests and rows, by the ids of sessions. */
	readonly #about = new Map<string, JsonObject[]>();
	readonly #compactions = new Map<string, Compaction>();

	constructor(context: ReadContext) {
		this.#context = context;
	}

	async add(file: InputFile): Promise<Count> {
		const kind = clineFileOf(file);
		if (!kind) throw invalid('no file of Cline');
		return this.#take(kind, file, await documentOf(file));
	}

	#take(kind: ClineFile, file: InputFile, value: Json): Count {
		const { path, place } = file;
		switch (kind) {
			case 'history': {
				const entries = this.#keep(file, value);
				const messages = historyTurns(entries.good).length;
				this.#filesBeside(place).histories.push(entries.kept);
				return { sessions: messages > 0 ? 1 : 0, messages };
			}
			case 'shown': {
				const entries = this.#keep(file, value);
				const { histories, shown } = this.#filesBeside(place);
				shown.push(entries.kept);
				const messages = histories.length > 0 ? 0 : shownTurns(entries.good).length;
				return { sessions: messages > 0 ? 1 : 0, messages };
			}
			case 'task':
				this.#filesBeside(place).about.push(putAway(this.#context, value));
				return nothing;
			case 'tasks':
				for (const task of this.#keep(file, value).good) this.#list(task);
				return nothing;
			case 'item':
				this.#list(value);
				return nothing;
			case 'items':
				for (const task of this.#keep(file, listAt(value, 'entries') ?? []).good) this.#list(task);
				return nothing;
			case 'messages': {
				const { kept, good } = this.#keep(file, listAt(value, 'messages') ?? []);
				const fields = isJsonObject(value) ? without(value, 'messages') : {};
				this.#files.push({ ...kept, fields: cleaned(fields) });
				return { sessions: 1, messages: historyTurns(good).length };
			}
			case 'manifest':
				this.#tell(cleaned(value));
				return nothing;
			case 'index':
				for (const row of this.#keep(file, Object.values(objectAt(value, 'sessions') ?? {})).good)
					this.#tell(row);
				return nothing;
			case 'compaction':
				this.#compactions.set(nameOf(path).replace(/\.compaction\.json$/, ''), {
					count: numberAt(value, 'source_message_count') ?? 0,
					time: timeOf(stringAt(value, 'updated_at')) ?? file.modified,
				});
				return nothing;
		}
	}

	/** Entries that are nested too deep are null, so that the others keep their places. */
	#keep(
		{ path, place, modified }: InputFile,
		list: Json,
	): { readonly kept: Kept; readonly good: readonly Json[] } {
		const entries = Array.isArray(list) ? (list as readonly Json[]) : [];
		const faults = new Faults('entry');
		const away = entries.map((entry, i) => faults.attempt(i + 1, () => putAway(this.#context, entry)));
		faults.tell(this.#context, path);
		return {
			kept: { path, place, modified, entries: () => away.map((entry) => entry?.() ?? null) },
			good: entries.map((entry, i) => (away[i] ? entry : null)),
		};
	}

	#list(task: Json): void {
		const id = stringAt(task, 'id');
		if (id !== undefined && isJsonObject(task)) this.#listed.set(id, cleaned(task));
	}

	/** Files with names of their own are tasks of their own. */
	#filesBeside(place: string): TaskFiles {
		const named = taskFiles.has(nameOf(place)) || nameOf(place) === 'task_metadata.json';
		const key = named ? `folder ${folderOf(place)}` : `file ${place}`;
		const files = this.#tasks.get(key) ?? { histories: [], shown: [], about: [] };
		this.#tasks.set(key, files);
		return files;
	}

	#tell(row: Json): void {
		const id = stringAt(row, 'session_id') ?? stringAt(row, 'sessionId');
		if (id === undefined || !isJsonObject(row)) return;
		const rows = this.#about.get(id);
		if (rows) rows.push(row);
		else this.#about.set(id, [row]);
	}

	finish(): readonly IncomingSession[] {
		const tasks = [...this.#tasks.values()].flatMap(tasksOf).flatMap((task) => {
			const session = taskSession(this.#context, task, this.#listed);
			const { path = '' } = task.history ?? task.shown ?? {};
			return session ? [{ session, path }] : [];
		});
		const byId = new Map(tasks.map((task) => [task.session.source.id, task]));
		const ordered = parentsFirst(
			tasks,
			({ session }) => byId.get(session.parent?.id ?? ''),
			(task) => {
				this.#context.warn(task.path, `${task.session.source.id}: ${circleWords}`);
				task.session = { ...task.session, parent: null };
			},
		);
		return this.#once([...ordered, ...this.#sdkSessions()]);
	}

	#sdkSessions(): readonly Read[] {
		const sessions = this.#files.map((file) => sdkSession(file, this.#about, this.#compactions));
		const byId = new Map(sessions.map((session) => [session.id, session]));
		for (const session of sessions) session.parent = nearest(session, byId);
		const above = ({ parent }: SdkSession): SdkSession | undefined => byId.get(parent ?? '');
		const ordered = parentsFirst(sessions, above, (session) => {
			this.#context.warn(session.file.path, `${session.id}: ${circleWords}`);
			session.parent = null;
		});
		const known = new Map<SdkSession, readonly Known[]>();
		return ordered.map((session) => {
			const parent = session.relation === 'fork' ? above(session) : undefined;
			const read = readSdkSession(this.#context, session, (parent && known.get(parent)) ?? []);
			known.set(session, read.known);
			return { session: read.incoming, path: session.file.path };
		});
	}

	/** Of copies of one session the longest is taken. */
	#once(reads: readonly Read[]): readonly IncomingSession[] {
		const best = new Map<string, Read>();
		for (const read of reads) {
			const { id } = read.session.source;
			const other = best.get(id);
			const isLonger = !other || read.session.messages.length > other.session.messages.length;
			if (isLonger) best.set(id, read);
			if (!other) continue;
			const [left, taken] = isLonger ? [other, read] : [read, other];
			this.#context.warn(left.path, `the same session as in ${taken.path}, which has more of it; left out`);
		}
		return [...best.values()].map(({ session }) => session);
	}
}

/** Below the agent that started it, if that has a session of its own. */
function nearest(
	{ id, parent, parentAgent }: SdkSession,
	byId: ReadonlyMap<string, SdkSession>,
): string | null {
	const agent = byId.get(`${parent ?? ''}__${parentAgent ?? ''}`);
	return agent && agent.id !== id ? agent.id : parent;
}

interface Read {
	session: IncomingSession;
	readonly path: string;
}
