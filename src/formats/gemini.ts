import type { IncomingMessage, IncomingSession } from '../store/incoming.js';
import type { JsonObject } from '../store/model.js';
import { checkpointReader, isCheckpoint } from './geminiCheckpoint.js';
import { type Entry, GeminiLog } from './geminiLog.js';
import { geminiName } from './geminiParts.js';
import { circleWords, parentsFirst } from './parentsFirst.js';
import { stringAt, timeOf } from './pick.js';
import { type Format, type ReadContext, invalid } from './source.js';

/**
 * Chats that Gemini CLI records, one a session: `chats/session-<time>-<id>.json`, since April 2026 `.jsonl`, and
 * those of sub-agents `chats/<id of the parent>/<id>.jsonl` (its `chatRecordingService`); and what it saves of histories.
 */
export const gemini: Format = {
	name: geminiName,
	title: 'Gemini CLI',
	recognises: (file) =>
		isCheckpoint(file) ||
		file.head.some(
			(value) => stringAt(value, 'sessionId') !== undefined && stringAt(value, 'projectHash') !== undefined,
		),
	begin(context) {
		const logs: GeminiLog[] = [];
		const checkpoints = checkpointReader(context);
		return {
			async add(file) {
				if (isCheckpoint(file)) return checkpoints.add(file);
				const log = new GeminiLog(file, context);
				for await (const lines of file.lines()) for (const line of lines) log.take(line);
				log.end();
				const { id } = log;
				if (id === undefined) throw invalid('a chat of Gemini CLI without "sessionId"');
				const isNew = !logs.some((other) => other.id === id);
				logs.push(log);
				const messages = log.entries.reduce((sum, entry) => sum + entry.messages.length, 0);
				return { sessions: isNew ? 1 : 0, messages };
			},
			finish: async () => [...sessionsOf(logs, context), ...(await checkpoints.finish())],
		};
	},
};

function sessionsOf(logs: readonly GeminiLog[], context: ReadContext): readonly IncomingSession[] {
	const groups = new Map<string, [GeminiLog, ...GeminiLog[]]>();
	for (const log of logs) {
		const group = groups.get(log.id ?? '');
		if (group) group.push(log);
		else groups.set(log.id ?? '', [log]);
	}
	const callers = callersOf(logs);
	const drafts = [...groups].map(([id, group]): Draft => {
		const caller = callers.get(id);
		return { group, parent: caller?.parent ?? parentByPath(group), agentName: caller?.name ?? null };
	});
	const byId = new Map(drafts.map((draft) => [draft.group[0].id, draft]));
	const above = ({ parent }: Draft): Draft | undefined =>
		parent === undefined ? undefined : byId.get(parent);
	const roots = new Set<Draft>();
	const ordered = parentsFirst(drafts, above, (draft) => {
		const { path } = draft.group[0];
		context.warn(path, circleWords);
		roots.add(draft);
	});
	return ordered.map((draft) =>
		asSession(roots.has(draft) ? { ...draft, parent: undefined } : draft, context),
	);
}

/** A session between its files and its place. */
interface Draft {
	readonly group: Group;
	/** The id of the session that started it. */
	readonly parent: string | undefined;
	readonly agentName: string | null;
}

/** The files of one session. */
type Group = readonly [GeminiLog, ...GeminiLog[]];

interface Caller {
	readonly parent: string;
	/** Of the sub-agent. */
	readonly name: string;
}

function callersOf(logs: readonly GeminiLog[]): ReadonlyMap<string, Caller> {
	const callers = new Map<string, Caller>();
	for (const log of logs) {
		for (const [agent, name] of log.agents) callers.set(agent, { parent: log.id ?? '', name });
	}
	return callers;
}

/** The folder of a sub-agent's file is named after the session that started it. */
function parentByPath(group: Group): string | undefined {
	for (const { place, fields } of group) {
		if (fields.get('kind') !== 'subagent') continue;
		const [folder = '', above] = place.split('/').reverse().slice(1);
		if (above === 'chats' || isUuid.test(folder)) return folder;
	}
	return undefined;
}

const isUuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The session of one file, or of an old and a new one that hold the same. */
function asSession({ group, parent, agentName }: Draft, context: ReadContext): IncomingSession {
	const [log, ...others] = latestFirst(group);
	const { messages, ends } = messagesOf(log, others, context);
	const endOf = (entry: Entry | null): string | null => (entry && ends.get(entry)) ?? null;
	const field = (key: string): string | undefined =>
		[log, ...others].map(({ fields }) => fields.get(key)).find((value) => typeof value === 'string');
	const last = messages.reduce((time, { timestamp }) => Math.max(time, timestamp), 0);
	const createdAt = timeOf(log.fields.get('startTime')) ?? messages[0]?.timestamp ?? 0;
	return {
		source: { format: geminiName, id: log.id ?? '' },
		title: field('summary') ?? titleOf(log) ?? 'Untitled',
		parent: parent === undefined ? null : { format: geminiName, id: parent },
		agentName,
		relation: 'child',
		shares: null,
		messages,
		head: endOf(log.tip),
		snapshots: log.compacted.flatMap((entry) => {
			const messageId = endOf(entry);
			return messageId === null
				? []
				: [{ messageId, label: 'Before compaction', createdAt: entry.time, metadata: {} }];
		}),
		metadata: metadataOf(log),
		shared: false,
		createdAt,
		updatedAt: Math.max(createdAt, timeOf(log.fields.get('lastUpdated')) ?? last),
	};
}

/** Of two that are as late the one that comes later by its name, which is the newer form. */
function latestFirst(group: Group): Group {
	let [latest] = group;
	for (const log of group) if (updatedAt(log) >= updatedAt(latest)) latest = log;
	return [latest, ...group.filter((log) => log !== latest)];
}

function updatedAt({ fields }: GeminiLog): number {
	return timeOf(fields.get('lastUpdated')) ?? 0;
}

function titleOf({ entries, tip }: GeminiLog): string | undefined {
	let title: string | undefined;
	for (let at = tip; at; at = at.after) title = at.title ?? title;
	return title ?? entries.find((entry) => entry.title !== undefined)?.title;
}

function metadataOf({ fields }: GeminiLog): JsonObject {
	const directories = fields.get('directories');
	const folders = Array.isArray(directories) ? directories.filter((each) => typeof each === 'string') : [];
	const [cwd] = folders;
	const kept = [...fields].filter(
		([key, value]) => !known.includes(key) && value !== null && (key !== 'directories' || folders.length > 1),
	);
	return {
		...(cwd !== undefined && { cwd }),
		...(kept.length > 0 && { [geminiName]: Object.fromEntries(kept) }),
	};
}

const known = ['sessionId', 'startTime', 'lastUpdated', 'summary', 'kind'];

/** Of the first log, with what only the others have as branches; and the last message up to each entry. */
function messagesOf(
	log: GeminiLog,
	others: readonly GeminiLog[],
	context: ReadContext,
): { readonly messages: readonly IncomingMessage[]; readonly ends: ReadonlyMap<Entry, string | null> } {
	const messages: IncomingMessage[] = [];
	const ends = new Map<Entry, string | null>();
	const taken = new Set<string>();
	for (const from of [log, ...others]) {
		for (const entry of from.entries) {
			const same = from === log ? undefined : log.entryOf(entry.source);
			let after = entry.after ? (ends.get(entry.after) ?? null) : null;
			if (same) {
				ends.set(entry, ends.get(same) ?? null);
				continue;
			}
			for (const message of entry.messages) {
				if (taken.has(message.id)) {
					context.warn(from.path, `message ${JSON.stringify(message.id)} is there twice; one was left out`);
					continue;
				}
				taken.add(message.id);
				messages.push({ ...message, after });
				after = message.id;
			}
			ends.set(entry, after);
		}
	}
	return { messages, ends };
}
