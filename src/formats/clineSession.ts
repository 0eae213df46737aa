import type { IncomingSession, IncomingSnapshot } from '../store/incoming.js';
import type { Json, JsonObject, Source } from '../store/model.js';
import { folderOf, nameOf } from './clineFiles.js';
import { historyTurns } from './clineHistory.js';
import { clineName } from './clineParts.js';
import type { Kept } from './clineTask.js';
import { unwrapped } from './clineText.js';
import { fingerprint } from '../store/contentNames.js';
import { filledString } from './parts.js';
import { objectAt, rest, stringAt, timeOf, titleFrom } from './pick.js';
import type { ReadContext } from './source.js';
import { Chain, type Known, type Turn, wordsOf } from './turns.js';

/** A session of the newer SDK or command line: its messages, and what is said about it elsewhere. */
export interface SdkSession {
	readonly id: string;
	readonly file: SdkFile;
	/** The session that started this agent, or that it was forked off. */
	parent: string | null;
	/** The agent that started it. */
	readonly parentAgent: string | null;
	readonly relation: 'child' | 'fork';
	readonly agentName: string | null;
	/** Manifests and rows about it, the newest last. */
	readonly about: readonly JsonObject[];
	readonly compaction: Compaction | undefined;
}

/** A file with messages. */
export interface SdkFile extends Kept {
	/** Its fields beside the messages. */
	readonly fields: JsonObject;
}

/** A context that was shortened; the transcript itself stays whole. */
export interface Compaction {
	/** How many entries there were before. */
	readonly count: number;
	/** Milliseconds since 1970. */
	readonly time: number;
}

/** `about` and `compactions`: by the ids of sessions. */
export function sdkSession(
	file: SdkFile,
	about: ReadonlyMap<string, readonly JsonObject[]>,
	compactions: ReadonlyMap<string, Compaction>,
): SdkSession {
	const { id, root, agentName } = identify(file);
	const rows = about.get(id) ?? [];
	const forkedFrom = filledString(objectAt(field(rows, 'metadata'), 'fork'), 'forkedFromSessionId');
	const spawnedBy = text(rows, 'parentSessionId') ?? text(rows, 'parent_session_id') ?? root;
	return {
		id,
		file,
		parent: spawnedBy ?? forkedFrom ?? null,
		parentAgent: text(rows, 'parentAgentId') ?? null,
		relation: spawnedBy === undefined && forkedFrom !== undefined ? 'fork' : 'child',
		agentName: agentName ?? text(rows, 'agentId') ?? null,
		about: rows,
		compaction: compactions.get(id),
	};
}

/**
 * The file of a session bears its id. That of a sub-agent lies beside it, bears the agent's name, and names the
 * session that it belongs to; Cline's own id for it is made of both.
 */
function identify(file: SdkFile): {
	readonly id: string;
	readonly root?: string;
	readonly agentName?: string;
} {
	const { place, fields } = file;
	const name = nameOf(place);
	const stem = name.endsWith('.messages.json') ? name.slice(0, -'.messages.json'.length) : '';
	const agent = stringAt(fields, 'agent');
	const session = filledString(fields, 'sessionId');
	if (session !== undefined && (agent === 'subagent' || agent === 'teammate') && stem !== '') {
		if (agent === 'subagent') return { id: `${session}__${stem}`, root: session, agentName: stem };
		const end = stem.lastIndexOf('__');
		const teammate = end > 0 ? stem.slice(0, end) : stem;
		return { id: `${session}__teamtask__${stem}`, root: session, agentName: teammate };
	}
	const id = session ?? (stem || nameOf(folderOf(place)));
	return { id: id || fingerprint(JSON.stringify(file.entries()[0] ?? null)) };
}

/** The session with its messages. `repeats`: the messages of the session that it was forked off. */
export function readSdkSession(
	context: ReadContext,
	session: SdkSession,
	repeats: readonly Known[],
): { readonly incoming: IncomingSession; readonly known: readonly Known[] } {
	const { id, file, parent, relation, agentName, about } = session;
	const started = timeOf(text(about, 'started_at') ?? text(about, 'startedAt'));
	const turns = timed(historyTurns(file.entries()), started ?? file.modified);
	const chain = new Chain(context, file.path, { repeats, forkable: true });
	const lastOf = new Map<number, string | null>();
	for (const { entry, ...turn } of turns) {
		chain.add(turn);
		lastOf.set(entry, chain.end);
	}
	const source: Source = { format: clineName, id };
	const updated = timeOf(stringAt(file.fields, 'updated_at')) ?? turns.at(-1)?.timestamp;
	const incoming: IncomingSession = {
		source,
		title: titleOf(about, turns),
		parent: parent === null ? null : { format: clineName, id: parent },
		relation,
		shares: relation === 'fork' ? 'prefix' : null,
		messages: chain.messages,
		head: chain.end,
		snapshots: snapshotsOf(session, lastOf),
		agentName,
		metadata: metadataOf(about, file.fields),
		shared: false,
		createdAt: started ?? turns[0]?.timestamp ?? file.modified,
		updatedAt: updated ?? started ?? file.modified,
	};
	return { incoming, known: chain.known };
}

interface Timed extends Turn {
	readonly entry: number;
}

function timed(turns: ReturnType<typeof historyTurns>, started: number): readonly Timed[] {
	let time = started;
	return turns.map((turn) => {
		time = turn.timestamp ?? time;
		return { ...turn, timestamp: time };
	});
}

function snapshotsOf(
	{ compaction }: SdkSession,
	lastOf: ReadonlyMap<number, string | null>,
): readonly IncomingSnapshot[] {
	const messageId = compaction && lastOf.get(compaction.count - 1);
	if (!compaction || messageId === undefined) return [];
	return [{ messageId, label: 'Before compaction', createdAt: compaction.time, metadata: {} }];
}

function titleOf(about: readonly JsonObject[], turns: readonly Turn[]): string {
	const title = stringAt(field(about, 'metadata'), 'title')?.trim();
	if (title) return title;
	const prompt =
		text(about, 'prompt') ??
		turns
			.filter(({ role }) => role === 'user')
			.map(wordsOf)
			.find(Boolean);
	return titleFrom(unwrapped(prompt ?? '')) || 'Untitled';
}

const keptFields = [
	'source',
	'provider',
	'model',
	'status',
	'workspace_root',
	'workspaceRoot',
	'team_name',
	'teamName',
];

function metadataOf(about: readonly JsonObject[], fields: JsonObject): JsonObject {
	const cwd = text(about, 'cwd');
	const told = keptFields.flatMap((name) => {
		const found = text(about, name);
		return found === undefined ? [] : [[name, found] as const];
	});
	const more = objectAt({ value: field(about, 'metadata') ?? null }, 'value');
	const left = more && rest(more, ['title']);
	const systemPrompt = stringAt(fields, 'system_prompt') ?? stringAt(fields, 'systemPrompt');
	return {
		...(cwd !== undefined && { cwd }),
		[clineName]: {
			...Object.fromEntries(told),
			...(left && { metadata: left }),
			...(systemPrompt !== undefined && { systemPrompt }),
		},
	};
}

/** A field of the newest that has it. */
function field(about: readonly JsonObject[], name: string): Json | undefined {
	return about.findLast((row) => Object.hasOwn(row, name) && row[name] !== null)?.[name];
}

function text(about: readonly JsonObject[], name: string): string | undefined {
	const found = field(about, name);
	return typeof found === 'string' && found !== '' ? found : undefined;
}
