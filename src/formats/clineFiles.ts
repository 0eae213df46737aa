import type { Json, JsonObject } from '../store/model.js';
import { blocksOf } from './clineParts.js';
import { isJsonObject } from './json.js';
import { listAt, numberAt, objectAt, stringAt } from './pick.js';
import type { InputFile } from './source.js';

/**
 * What a file of Cline holds. Of a task in the editor: `history` (what was sent to the model), `shown` (what the user
 * interface shows), `task` (about it), `tasks` (the list of all). Of a session of the newer SDK and command line:
 * `messages`, `manifest`, `index` (rows of all sessions), `compaction`.
 */
export type ClineFile =
	| 'history'
	| 'shown'
	| 'task'
	| 'tasks'
	| 'item'
	| 'items'
	| 'messages'
	| 'manifest'
	| 'index'
	| 'compaction';

/** How many entries of a list are looked at. */
const looked = 10;

/** Undefined: the file is not Cline's. */
export function clineFileOf({ head, path }: InputFile): ClineFile | undefined {
	const [value] = head;
	if (head.length !== 1 || value === undefined) return undefined;
	if (Array.isArray(value)) return listKind(value as readonly Json[], nameOf(path));
	return isJsonObject(value) ? objectKind(value, nameOf(path)) : undefined;
}

/** The last name of a path. */
export function nameOf(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}

/** The path of the folder that a file lies in; empty where it is not known. */
export function folderOf(path: string): string {
	return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** As Cline calls the files of a task. */
export const taskFiles: ReadonlyMap<string, ClineFile> = new Map([
	['api_conversation_history.json', 'history'],
	['ui_messages.json', 'shown'],
	['claude_messages.json', 'shown'],
]);

function listKind(list: readonly Json[], name: string): ClineFile | undefined {
	const first = list.slice(0, looked);
	if (first.length === 0) return taskFiles.get(name);
	if (first.some(isShown)) return 'shown';
	if (first.some(isTask)) return 'tasks';
	if (!first.some(isMessage)) return undefined;
	return taskFiles.get(name) === 'history' || first.some(isClines) ? 'history' : undefined;
}

function isShown(value: Json): boolean {
	const type = stringAt(value, 'type');
	const kind = type === 'say' || type === 'ask' ? stringAt(value, type) : undefined;
	return kind !== undefined && numberAt(value, 'ts') !== undefined;
}

function isTask(value: Json): boolean {
	return (
		stringAt(value, 'id') !== undefined &&
		stringAt(value, 'task') !== undefined &&
		numberAt(value, 'ts') !== undefined
	);
}

function isMessage(value: Json): boolean {
	const role = stringAt(value, 'role');
	return (role === 'user' || role === 'assistant') && isJsonObject(value) && Object.hasOwn(value, 'content');
}

/** Whether a message bears a mark that only Cline leaves: plain lists of messages are nobody's. */
function isClines(value: Json): boolean {
	if (!isMessage(value)) return false;
	const modelInfo = objectAt(value, 'modelInfo');
	if (stringAt(modelInfo, 'modelId') !== undefined && stringAt(modelInfo, 'providerId') !== undefined)
		return true;
	const blocks = blocksOf((value as JsonObject)['content']);
	return blocks.slice(0, looked).some((block) => {
		const text = stringAt(block, 'text') ?? '';
		return text.startsWith('<task>') || text.includes('<environment_details>');
	});
}

function objectKind(value: JsonObject, name: string): ClineFile | undefined {
	if (listAt(value, 'messages')) return messagesKind(value, name);
	if (listAt(value, 'files_in_context') ?? listAt(value, 'model_usage')) return 'task';
	if (isTask(value) && numberAt(value, 'tokensIn') !== undefined) return 'item';
	if ((listAt(value, 'entries') ?? []).slice(0, looked).some(isTask)) return 'items';
	if (isRow(value)) return 'manifest';
	const rows = objectAt(value, 'sessions');
	return rows && Object.values(rows).slice(0, looked).some(isRow) ? 'index' : undefined;
}

function messagesKind(value: JsonObject, name: string): ClineFile | undefined {
	if (numberAt(value, 'source_message_count') !== undefined) return 'compaction';
	const agent = stringAt(value, 'agent');
	const isSession = agent !== undefined && stringAt(value, 'sessionId') !== undefined;
	const isNamed = name.endsWith('.messages.json') || stringAt(value, 'systemPrompt') !== undefined;
	const isForeign = Object.hasOwn(value, 'session_id') || Object.hasOwn(value, 'projectHash');
	return (isSession || isNamed) && !isForeign ? 'messages' : undefined;
}

/** A manifest, or a row of the index, which spells its fields in the other way. */
function isRow(value: Json): boolean {
	return (
		(stringAt(value, 'session_id') !== undefined && stringAt(value, 'started_at') !== undefined) ||
		(stringAt(value, 'sessionId') !== undefined && stringAt(value, 'startedAt') !== undefined)
	);
}
