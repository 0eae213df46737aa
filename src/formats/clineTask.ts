import type { IncomingSession, IncomingSnapshot } from '../store/incoming.js';
import type { Json, JsonObject } from '../store/model.js';
import { folderOf, nameOf, taskFiles } from './clineFiles.js';
import { type HistoryTurn, historyTurns } from './clineHistory.js';
import { clineName } from './clineParts.js';
import { shownTurns } from './clineShown.js';
import { cwdIn } from './clineText.js';
import { type Clock, clockOf } from './clineTimes.js';
import { fingerprint } from '../store/contentNames.js';
import { listAt, numberAt, objectAt, rest, stringAt, timeOf, titleFrom } from './pick.js';
import type { PutAway } from './putAway.js';
import type { ReadContext } from './source.js';
import { Chain, type Turn, wordsOf } from './turns.js';

/** The entries of a file, out of memory. */
export interface Kept {
	readonly path: string;
	/** As of `InputFile`. */
	readonly place: string;
	/** When the file was last written, in milliseconds since 1970; 0 where that is not known. */
	readonly modified: number;
	readonly entries: () => readonly Json[];
}

/** The files of a task in the editor. */
export interface Task {
	readonly history?: Kept | undefined;
	readonly shown?: Kept | undefined;
	readonly about?: PutAway | undefined;
}

/** The session of a task. `tasks`: what the list of all tasks says, by their ids. Undefined: it says nothing. */
export function taskSession(
	context: ReadContext,
	task: Task,
	tasks: ReadonlyMap<string, JsonObject>,
): IncomingSession | undefined {
	const main = task.history ?? task.shown;
	if (!main) return undefined;
	const history = task.history && historyTurns(task.history.entries());
	const shown = task.shown?.entries() ?? [];
	const id = idOf(main, history, shown);
	const listed = tasks.get(id);
	const about = task.about?.() ?? null;
	const started = startOf(id, shown, listed) ?? main.modified;
	const above = stringAt(listed, 'parentTaskId');
	const turns = history ? timed(history, clockOf(shown), started) : shownTurns(shown);
	const chain = new Chain(context, main.path);
	const models = modelsIn(about);
	const snapshots: IncomingSnapshot[] = [];
	for (const turn of turns) {
		if (turn.metadata['compaction'] === true)
			snapshots.push({
				messageId: chain.end,
				label: 'Before compaction',
				createdAt: turn.timestamp,
				metadata: {},
			});
		chain.add(withModel(turn, models));
	}
	if (chain.messages.length === 0) return undefined;
	return {
		source: { format: clineName, id },
		title: titleOf(listed, shown, turns),
		parent: above === undefined || above === id ? null : { format: clineName, id: above },
		relation: 'child',
		shares: null,
		messages: chain.messages,
		head: chain.end,
		snapshots,
		agentName: null,
		metadata: metadataOf(listed, about, shown, turns),
		shared: false,
		createdAt: turns[0]?.timestamp ?? started,
		updatedAt: turns.at(-1)?.timestamp ?? started,
	};
}

/** Tasks are known by their folder. Where there is none, by when they began, or by how. */
function idOf({ place }: Kept, history: readonly HistoryTurn[] | undefined, shown: readonly Json[]): string {
	const folder = taskFiles.has(nameOf(place)) ? nameOf(folderOf(place)) : '';
	if (folder !== '') return folder;
	const time = numberAt(shown[0], 'ts') ?? history?.[0]?.timestamp;
	if (time !== undefined) return String(time);
	return fingerprint(JSON.stringify([history?.[0]?.content ?? shown[0] ?? null]));
}

/** Milliseconds since 1970, which is also what Cline calls the task. */
function startOf(id: string, shown: readonly Json[], listed: JsonObject | undefined): number | undefined {
	const time = /^\d{13}$/.test(id) ? Number(id) : undefined;
	return time ?? timeOf(numberAt(shown[0], 'ts')) ?? timeOf(numberAt(listed, 'ts'));
}

/** No message is earlier than the one before it. */
function timed(turns: readonly HistoryTurn[], clock: Clock, started: number): readonly Turn[] {
	let time = 0;
	return turns.map(({ entry, ...turn }, i) => {
		const role = turn.role === 'assistant' ? 'assistant' : 'user';
		const told = turn.timestamp ?? clock.timeOf(entry, role) ?? (i === 0 ? started : 0);
		time = Math.max(time, told);
		const cost = role === 'assistant' ? clock.costOf(entry, turn.timestamp) : {};
		return { ...turn, timestamp: time, metadata: { ...cost, ...turn.metadata } };
	});
}

interface ModelUse {
	readonly time: number;
	readonly model: string;
}

/** Which model was used since when, the oldest first. */
function modelsIn(about: Json): readonly ModelUse[] {
	return (listAt(about, 'model_usage') ?? [])
		.flatMap((use): readonly ModelUse[] => {
			const [time, model] = [timeOf(numberAt(use, 'ts')), stringAt(use, 'model_id')];
			return time === undefined || model === undefined ? [] : [{ time, model }];
		})
		.sort((one, other) => one.time - other.time);
}

function withModel(turn: Turn, models: readonly ModelUse[]): Turn {
	if (turn.role !== 'assistant' || turn.metadata['model'] !== undefined) return turn;
	const use = models.findLast(({ time }) => time <= turn.timestamp);
	return use ? { ...turn, metadata: { model: use.model, ...turn.metadata } } : turn;
}

function titleOf(listed: JsonObject | undefined, shown: readonly Json[], turns: readonly Turn[]): string {
	const first = ['task', 'text'].includes(stringAt(shown[0], 'say') ?? '') ? shown[0] : undefined;
	const texts = [stringAt(listed, 'task'), stringAt(first, 'text'), ...turns.filter(isPrompt).map(wordsOf)];
	return titleFrom(texts.find((text) => text !== undefined && text.trim() !== '') ?? '') || 'Untitled';
}

function isPrompt({ role }: Turn): boolean {
	return role === 'user';
}

function metadataOf(
	listed: JsonObject | undefined,
	about: Json,
	shown: readonly Json[],
	turns: readonly Turn[],
): JsonObject {
	const environment = firstOf(turns.map(environmentOf));
	const cwd =
		stringAt(listed, 'cwdOnTaskInitialization') ??
		stringAt(listed, 'workspace') ??
		stringAt(listed, 'shadowGitConfigWorkTree') ??
		cwdIn(environment ?? '');
	const hidden = shown.findLast((message) => listAt(message, 'conversationHistoryDeletedRange'));
	const range =
		listAt(hidden, 'conversationHistoryDeletedRange') ?? listAt(listed, 'conversationHistoryDeletedRange');
	const files = (listAt(about, 'files_in_context') ?? []).flatMap((file) => stringAt(file, 'path') ?? []);
	const host = listAt(about, 'environment_history')?.at(-1);
	const kept = {
		...(listed &&
			rest(listed, ['id', 'ts', 'task', 'cwdOnTaskInitialization', 'workspace', 'size', 'parentTaskId'])),
		...(range && { conversationHistoryDeletedRange: range }),
		...(files.length > 0 && { files: [...new Set(files)] }),
		...(host !== undefined && { environment: host }),
	};
	return {
		...(cwd !== undefined && { cwd }),
		...(Object.keys(kept).length > 0 && { [clineName]: kept }),
	};
}

function environmentOf({ metadata }: Turn): string | undefined {
	return stringAt(objectAt(metadata, clineName), 'environment');
}

function firstOf<T>(list: readonly (T | undefined)[]): T | undefined {
	return list.find((each) => each !== undefined);
}
