import type { IncomingMessage, IncomingSession } from '../store/incoming.js';
import type { JsonObject } from '../store/model.js';
import { chatgptName, hiddenIn, shownBy } from './chatgptMessage.js';
import { Faults } from './faults.js';
import { fingerprint } from '../store/contentNames.js';
import { informative } from './informative.js';
import { isJsonObject } from './json.js';
import { lastLeaf } from './lastLeaf.js';
import { type Arranged, type LinkedNode, arranged } from './linkedNodes.js';
import { cleaned } from './pack.js';
import { filledString, textOf } from './parts.js';
import { listAt, objectAt, stringAt, timeOfSeconds, titleFrom } from './pick.js';
import type { InputFile, ReadContext } from './source.js';

/** A node of `mapping`. */
interface Node extends LinkedNode {
	readonly value: JsonObject;
}

/** What holds behind a node. */
interface Standing {
	/** The last shown message. */
	readonly end: string | null;
	readonly time: number;
	/** A call that waits for its result. */
	readonly call: string | undefined;
	/** The latest of what ChatGPT hides: the next message keeps all of it. */
	readonly hidden: Hidden | undefined;
}

interface Hidden {
	readonly value: JsonObject;
	readonly before: Hidden | undefined;
	/** A message has it, and what was hidden before it. */
	isKept: boolean;
}

const known = [
	...['id', 'conversation_id', 'title', 'create_time', 'update_time', 'mapping', 'current_node'],
	...['safe_urls', 'blocked_urls'],
];

/** A conversation and its tree. Throws StoreError `INVALID` for what is nested too deep. */
export function readConversation(
	value: JsonObject,
	mapping: JsonObject,
	file: InputFile,
	context: ReadContext,
): IncomingSession {
	const created = timeOfSeconds(value['create_time']);
	const start: Standing = { end: null, time: created ?? file.modified, call: undefined, hidden: undefined };
	const tree = arranged(nodesOf(mapping));
	const faults = new Faults(`“${filledString(value, 'title') ?? 'Untitled'}”: message`);
	tellOfLinks(tree, faults);
	const standings = new Map<string, Standing>();
	const messages: IncomingMessage[] = [];
	let prompt: string | undefined;
	for (const [index, { node, parent }] of tree.order.entries()) {
		const before = (parent === null ? undefined : standings.get(parent)) ?? start;
		const time = timeOfSeconds(message(node)?.['create_time']) ?? before.time;
		const shown = faults.attempt(index + 1, () => {
			const made = shownBy(node.id, node.value, before.call);
			if (!made) return undefined;
			const metadata = withHidden(made.metadata, before.hidden);
			messages.push(context.pack({ ...made, metadata, id: node.id, after: before.end, timestamp: time }));
			return made;
		});
		if (shown?.role === 'user') prompt ??= textOf(shown.content);
		standings.set(node.id, {
			end: shown ? node.id : before.end,
			time,
			call: shown?.toolCalls?.[0]?.id ?? (shown?.role === 'user' ? undefined : before.call),
			hidden: shown ? undefined : hiddenAfter(before.hidden, hiddenIn(node.value)),
		});
	}
	faults.tell(context, file.path);
	const own = informative(value, known);
	return {
		source: { format: chatgptName, id: idOf(value, mapping) },
		title: filledString(value, 'title') ?? (titleFrom(prompt ?? '') || 'Untitled'),
		parent: null,
		relation: 'child',
		shares: null,
		messages,
		head: standings.get(stringAt(value, 'current_node') ?? '')?.end ?? lastLeaf(messages),
		snapshots: [],
		agentName: null,
		metadata: own ? { [chatgptName]: cleaned(own) } : {},
		shared: false,
		createdAt: created ?? messages[0]?.timestamp ?? file.modified,
		updatedAt:
			timeOfSeconds(value['update_time']) ??
			messages.reduce((latest, { timestamp }) => Math.max(latest, timestamp), start.time),
	};
}

function hiddenAfter(before: Hidden | undefined, value: JsonObject | undefined): Hidden | undefined {
	return value ? { value, before, isKept: false } : before;
}

function withHidden(metadata: JsonObject, latest: Hidden | undefined): JsonObject {
	const hidden: JsonObject[] = [];
	for (let at = latest; at && !at.isKept; at = at.before) {
		hidden.push(at.value);
		at.isKept = true;
	}
	if (hidden.length === 0) return metadata;
	return { ...metadata, [chatgptName]: { ...objectAt(metadata, chatgptName), hidden: hidden.reverse() } };
}

function message({ value }: Node): JsonObject | undefined {
	return isJsonObject(value['message']) ? value['message'] : undefined;
}

/** Nodes are linked by their `parent`, or by the `children` of the node above, or both. */
function nodesOf(mapping: JsonObject): readonly Node[] {
	const entries = Object.entries(mapping).filter(
		(entry): entry is [string, JsonObject] => entry[0] !== '' && isJsonObject(entry[1]),
	);
	const ids = new Set(entries.map(([id]) => id));
	const above = new Map<string, string>();
	for (const [id, value] of entries) {
		for (const child of listAt(value, 'children') ?? []) {
			if (typeof child === 'string' && child !== id && !above.has(child)) above.set(child, id);
		}
	}
	return entries.map(([id, value]) => {
		const told = stringAt(value, 'parent') ?? null;
		const parent = told !== null && ids.has(told) ? told : (above.get(id) ?? told);
		return { id, parent, value };
	});
}

function tellOfLinks({ dangling, circles }: Arranged<Node>, faults: Faults): void {
	for (const place of dangling)
		faults.note(place, 'the message before it is missing; it begins a conversation of its own');
	for (const place of circles)
		faults.note(place, 'messages follow each other in a circle, which was cut here');
}

/** The same for later exports, even of a conversation that has no id. */
function idOf(value: JsonObject, mapping: JsonObject): string {
	const id = filledString(value, 'conversation_id') ?? filledString(value, 'id');
	return id ?? fingerprint(JSON.stringify(Object.keys(mapping).slice(0, 2)));
}
