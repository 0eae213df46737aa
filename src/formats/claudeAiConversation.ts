import type { IncomingMessage, IncomingSession } from '../store/incoming.js';
import type { Json, JsonObject, Part } from '../store/model.js';
import { type Piece, piecesOf } from './blocks.js';
import { ContentNames, fingerprint } from '../store/contentNames.js';
import { Faults } from './faults.js';
import { informative } from './informative.js';
import { isJsonObject } from './json.js';
import { lastLeaf } from './lastLeaf.js';
import { type LinkedNode, arranged } from './linkedNodes.js';
import { OpenCalls } from './openCalls.js';
import { cleaned } from './pack.js';
import { filled, filledString, textOf } from './parts.js';
import { listAt, stringAt, timeOf, titleFrom } from './pick.js';
import { roleOf } from './roleNames.js';
import type { InputFile, ReadContext } from './source.js';

/** The name under which sessions remember that they came from Claude.ai. */
export const claudeAiName = 'claude-ai';

/** What messages name as the one before the first. */
const rootId = '00000000-0000-4000-8000-000000000000';

interface Node extends LinkedNode {
	readonly value: JsonObject;
	readonly time: number | undefined;
}

interface Standing {
	/** The last of the messages that the node made; those before it where it made none. */
	readonly end: string | null;
	readonly time: number;
}

const known = [
	...['uuid', 'name', 'created_at', 'updated_at', 'account', 'chat_messages', 'current_leaf_message_uuid'],
	...['model', 'platform', 'settings'],
];

/** A conversation and its tree. Throws StoreError `INVALID` for what is nested too deep. */
export function readChat(
	value: JsonObject,
	list: readonly Json[],
	file: InputFile,
	context: ReadContext,
): IncomingSession {
	const created = timeOf(value['created_at'] ?? null);
	const faults = new Faults(`“${filledString(value, 'name') ?? 'Untitled'}”: message`);
	const tree = arranged(nodesOf(list, faults));
	for (const place of tree.dangling)
		faults.note(place, 'the message before it is missing; it begins a conversation of its own');
	for (const place of tree.circles)
		faults.note(place, 'messages follow each other in a circle, which was cut here');
	const start: Standing = { end: null, time: created ?? file.modified };
	const standings = new Map<string, Standing>();
	const calls = new OpenCalls();
	const messages: IncomingMessage[] = [];
	let prompt: string | undefined;
	for (const [index, { node, parent }] of tree.order.entries()) {
		let { end, time } = (parent === null ? undefined : standings.get(parent)) ?? start;
		const pieces = faults.attempt(index + 1, () => shownBy(node.value, calls)) ?? [];
		for (const [number, piece] of pieces.entries()) {
			const id = number === 0 ? node.id : `${node.id}/${number}`;
			time = piece.timestamp ?? (number === 0 ? node.time : undefined) ?? time;
			messages.push(context.pack({ ...piece, id, after: end, timestamp: time }));
			end = id;
			if (piece.role === 'user') prompt ??= textOf(piece.content);
		}
		standings.set(node.id, { end, time });
	}
	faults.tell(context, file.path);
	return {
		source: {
			format: claudeAiName,
			id:
				filledString(value, 'uuid') ??
				fingerprint(JSON.stringify([created ?? null, messages[0]?.id ?? null])),
		},
		title: filledString(value, 'name') ?? (titleFrom(prompt ?? '') || 'Untitled'),
		parent: null,
		relation: 'child',
		shares: null,
		messages,
		head: standings.get(stringAt(value, 'current_leaf_message_uuid') ?? '')?.end ?? lastLeaf(messages),
		snapshots: [],
		agentName: null,
		metadata: metadataOf(value),
		shared: false,
		createdAt: created ?? messages[0]?.timestamp ?? file.modified,
		updatedAt:
			timeOf(value['updated_at'] ?? null) ??
			messages.reduce((latest, { timestamp }) => Math.max(latest, timestamp), start.time),
	};
}

function metadataOf(value: JsonObject): JsonObject {
	const own = informative(value, known);
	return {
		...filled({ model: filledString(value, 'model') }),
		...(own && { [claudeAiName]: cleaned(own) }),
	};
}

/** Each message goes on from the one that it names, or from the one before it in the list where it names none. */
function nodesOf(list: readonly Json[], faults: Faults): readonly Node[] {
	const names = new ContentNames();
	const nodes = new Map<string, Node>();
	let before: string | null = null;
	for (const [index, value] of list.entries()) {
		if (!isJsonObject(value)) {
			faults.note(index + 1, 'no message; left out');
			continue;
		}
		const time = timeOf(value['created_at'] ?? null);
		const role = roleOf(stringAt(value, 'sender')) ?? 'assistant';
		const id =
			filledString(value, 'uuid') ??
			names.next({ role, content: stringAt(value, 'text') ?? '', timestamp: time ?? 0 }, { timed: true });
		if (nodes.has(id)) {
			faults.note(index + 1, 'it has the id of another message; left out');
			continue;
		}
		const told = value['parent_message_uuid'];
		const parent: string | null =
			told === undefined ? before : typeof told !== 'string' || told === rootId ? null : told;
		nodes.set(id, { id, parent, value, time });
		before = id;
	}
	return [...nodes.values()];
}

const messageFields = [
	...['uuid', 'sender', 'text', 'content', 'created_at', 'updated_at', 'parent_message_uuid', 'index'],
	...['attachments', 'files', 'files_v2', 'sync_sources', 'model', 'input_mode'],
];

/** What a message makes: the results of its calls become messages of their own, and what follows them, too. */
function shownBy(value: JsonObject, calls: OpenCalls): readonly Piece[] {
	const role = roleOf(stringAt(value, 'sender')) ?? 'assistant';
	const said = piecesOf(role, listAt(value, 'content') ?? [], calls, claudeAiName);
	const pieces = said.length > 0 ? said : [{ role, content: stringAt(value, 'text') ?? '', metadata: {} }];
	const files = filesOf(value);
	const own = informative(value, messageFields);
	const model = filledString(value, 'model');
	return pieces.map((piece, number) => ({
		...piece,
		...(number === 0 && files.length > 0 && { content: withFiles(piece.content, files) }),
		metadata: cleaned({
			...piece.metadata,
			...(model !== undefined && piece.role === 'assistant' && { model }),
			...(number === 0 && own && { [claudeAiName]: { ...kept(piece), ...own } }),
		}),
	}));
}

function kept({ metadata }: Piece): JsonObject {
	const own = metadata[claudeAiName];
	return isJsonObject(own) ? own : {};
}

function withFiles(content: Piece['content'], files: readonly Part[]): readonly Part[] {
	if (typeof content !== 'string') return [...content, ...files];
	return content === '' ? files : [{ type: 'text', text: content }, ...files];
}

/** What was attached. Files stand in two lists, of which either may be empty. */
function filesOf(value: JsonObject): readonly Part[] {
	const inList = (key: string): readonly JsonObject[] => (listAt(value, key) ?? []).filter(isJsonObject);
	const files = inList('files');
	const names = new Set(files.map((file) => file['file_name']));
	const more = inList('files_v2').filter((file) => !names.has(file['file_name']));
	return attachmentsOf([...inList('attachments'), ...files, ...more]);
}

function attachmentsOf(files: readonly JsonObject[]): readonly Part[] {
	return files.map((file) => {
		const mediaType = filledString(file, 'file_type');
		const text = stringAt(file, 'extracted_content');
		return {
			type: 'file',
			name: filledString(file, 'file_name') ?? 'file',
			...(mediaType?.includes('/') && { mediaType }),
			...(text !== undefined && { text }),
		};
	});
}
