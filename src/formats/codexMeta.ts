import type { JsonObject, Relation } from '../store/model.js';
import { cleanedFields } from './pack.js';
import { filled, filledString } from './parts.js';
import { numberAt, objectAt, rest, stringAt, timeOf } from './pick.js';

/** The name under which sessions remember that they came from Codex CLI, and where they keep what only it says. */
export const codexName = 'codex';

/** Where in another file lie the lines that come before those of a file. */
export interface HistoryBase {
	/** The id in the name of that file. */
	readonly rollout: string;
	/** Of the first line that no longer counts. */
	readonly endOrdinal: number;
}

/** What the first `session_meta` of a file, or the first line of an old one, says of its session. */
export interface CodexMeta {
	readonly id: string | undefined;
	readonly parentId: string | undefined;
	readonly relation: Relation;
	/** It may begin with a copy of what its parent said. */
	readonly copiesParent: boolean;
	readonly base: HistoryBase | undefined;
	readonly agentName: string | null;
	readonly metadata: JsonObject;
	/** Milliseconds since 1970. */
	readonly createdAt: number | undefined;
}

/** `warn` is told of what cannot be kept. */
export function metaOf(payload: JsonObject, warn: (message: string) => void): CodexMeta {
	const source = payload['source'];
	const agent = objectAt(payload, 'source')?.['subagent'];
	const spawn = objectAt(agent, 'thread_spawn');
	const forkedFrom = filledString(payload, 'forked_from_id');
	const spawnedBy = filledString(spawn, 'parent_thread_id') ?? filledString(payload, 'parent_thread_id');
	const base = baseOf(objectAt(payload, 'history_base'));
	const isChild =
		agent !== undefined ||
		payload['thread_source'] === 'subagent' ||
		(spawnedBy !== undefined && forkedFrom === undefined);
	const parentId = (isChild ? spawnedBy : undefined) ?? forkedFrom ?? (isChild ? undefined : base?.rollout);
	const kind = typeof agent === 'string' ? agent : stringAt(agent, 'other');
	const role = filledString(spawn, 'agent_role') ?? filledString(payload, 'agent_role');
	const name = filledString(spawn, 'agent_nickname') ?? filledString(payload, 'agent_nickname');
	const git = objectAt(payload, 'git');
	const own = filled({
		...cleanedFields(rest(payload, known) ?? {}, warn),
		source: typeof source === 'string' ? source : undefined,
		agent_role: role,
		agent_path: filledString(spawn, 'agent_path') ?? filledString(payload, 'agent_path'),
		commit_hash: stringAt(git, 'commit_hash'),
		repository_url: stringAt(git, 'repository_url'),
	});
	return {
		id: filledString(payload, 'id'),
		parentId,
		relation: isChild || parentId === undefined ? 'child' : 'fork',
		copiesParent:
			!isChild ||
			forkedFrom !== undefined ||
			filledString(spawn, 'forked_from_id') !== undefined ||
			numberAt(payload, 'subagent_history_start_ordinal') !== undefined,
		base,
		agentName: isChild ? (name ?? role ?? kind ?? null) : null,
		metadata:
			filled({
				cwd: filledString(payload, 'cwd'),
				gitBranch: filledString(git, 'branch'),
				[codexName]: own,
			}) ?? {},
		createdAt: timeOf(payload['timestamp']),
	};
}

/** Fields with a place of their own, and what is only for the model. */
const known = [
	'type',
	'id',
	'timestamp',
	'cwd',
	'git',
	'source',
	'agent_nickname',
	'forked_from_id',
	'parent_thread_id',
	'history_base',
	'instructions',
	'base_instructions',
	'dynamic_tools',
];

function baseOf(base: JsonObject | undefined): HistoryBase | undefined {
	const rollout = filledString(base, 'thread_id');
	const endOrdinal = numberAt(base, 'end_ordinal_exclusive');
	return rollout === undefined || endOrdinal === undefined ? undefined : { rollout, endOrdinal };
}
