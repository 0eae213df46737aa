import type { JsonObject, Part, ToolCall } from '../store/model.js';
import { blocksOf, claudeCodeName, partOf, saidBy, toolCallOf } from './claudeCodeContent.js';
import { errorKey } from './claudeCodeFields.js';
import type { AgentCall, EntryLine, Node } from './claudeCodeNode.js';
import { linesField } from './claudeCodeOthers.js';
import { fingerprint } from '../store/contentNames.js';
import type { Faults } from './faults.js';
import { filledString } from './parts.js';
import { objectAt, stringAt } from './pick.js';
import type { ReadContext } from './source.js';

/** A line with a piece of an assistant's turn. */
export interface TurnLine extends EntryLine {
	readonly message: JsonObject;
	readonly fields: JsonObject;
	/** What stood before it in lines that are no messages. */
	readonly lines: readonly JsonObject[];
	/** Makes the node of a new turn. */
	begin(): Node;
}

interface Turn {
	readonly node: Node;
	readonly number: number;
	readonly timestamp: number;
	readonly parts: Part[];
	readonly toolCalls: Map<string, ToolCall>;
	readonly fields: Map<string, JsonObject[string]>;
	readonly others: JsonObject[];
	/** The uuids of its lines. */
	readonly uuids: string[];
	message: JsonObject;
	stopReason: string | undefined;
}

/** Turns that lines may still come of: tools that run at once answer in between, and sub-agents take turns. */
const mostOpen = 8;
/** The tool that starts sub-agents: its name until, and since, version 2.1. */
const agentTools = new Set(['Task', 'Agent']);

/** Puts turns together whose blocks are written one a line. */
export class OpenTurns {
	readonly #context: ReadContext;
	readonly #faults: Faults;
	readonly #calls: Map<string, AgentCall>;
	/** By the API's id, the one that was written to last at the end. */
	readonly #open = new Map<string, Turn>();

	constructor(context: ReadContext, faults: Faults, calls: Map<string, AgentCall>) {
		this.#context = context;
		this.#faults = faults;
		this.#calls = calls;
	}

	/** Throws StoreError `INVALID` for blocks that are nested too deep; nothing of the line is kept then. */
	take(line: TurnLine): Node {
		const { message, uuid, entry } = line;
		const blocks = blocksOf(message['content']).map((block) => {
			const call = toolCallOf(block);
			return call ? { call, block } : partOf(block);
		});
		const key = filledString(message, 'id') ?? uuid;
		const turn = this.#goneOn(key, line) ?? begun(line);
		this.#open.delete(key);
		this.#open.set(key, turn);
		for (const block of blocks) {
			if ('type' in block) turn.parts.push(block);
			else if (!turn.toolCalls.has(block.call.id)) {
				turn.toolCalls.set(block.call.id, block.call);
				this.#note(turn, block.call, objectAt(block.block, 'input'));
			}
		}
		turn.message = message;
		turn.stopReason = stringAt(message, 'stop_reason') ?? turn.stopReason;
		for (const [name, value] of Object.entries(line.fields)) turn.fields.set(name, value);
		turn.others.push(...line.lines);
		const { node } = turn;
		turn.uuids.push(uuid);
		node.id = node.uuid = uuid;
		node.entry = entry;
		node.lines++;
		if (this.#open.size > mostOpen) {
			const [oldest] = this.#open;
			if (oldest) this.#close(...oldest);
		}
		return node;
	}

	closeAll(): void {
		for (const [key, turn] of this.#open) this.#close(key, turn);
	}

	/** Some servers give all messages the same id: a turn goes on only where the line follows it. */
	#goneOn(key: string, { above, entry, isSidechain }: TurnLine): Turn | undefined {
		const turn = this.#open.get(key);
		if (!turn) return undefined;
		const { node } = turn;
		const follows = !above || above.turn === node || entry.parent === node.follows;
		if (follows && node.isSidechain === isSidechain) return turn;
		this.#close(key, turn);
		return undefined;
	}

	#note({ node }: Turn, { id, name }: ToolCall, input: JsonObject | undefined): void {
		if (!agentTools.has(name) || this.#calls.has(id)) return;
		const prompt = stringAt(input, 'prompt');
		this.#calls.set(id, {
			id,
			node,
			prompt: prompt === undefined ? undefined : fingerprint(prompt),
			description: filledString(input, 'description'),
			agentType: filledString(input, 'subagent_type'),
			name: filledString(input, 'name'),
		});
	}

	#close(key: string, turn: Turn): void {
		this.#open.delete(key);
		const { node, parts, toolCalls, timestamp } = turn;
		const earlier = turn.uuids.slice(0, -1);
		const message = this.#faults.attempt(turn.number, () =>
			this.#context.pack({
				id: node.id,
				...(earlier.length > 0 && { earlier }),
				after: null,
				role: 'assistant',
				content: saidBy(parts),
				...(toolCalls.size > 0 && { toolCalls: [...toolCalls.values()] }),
				timestamp,
				metadata: metadataOf(turn),
			}),
		);
		if (message) node.message = message;
	}
}

function begun(line: TurnLine): Turn {
	const { message, number, timestamp } = line;
	return {
		node: line.begin(),
		number,
		timestamp,
		parts: [],
		toolCalls: new Map(),
		fields: new Map(),
		others: [],
		uuids: [],
		message,
		stopReason: undefined,
	};
}

/** Claude Code's own notices come as turns of this model. */
const noModel = '<synthetic>';

function metadataOf({ message, stopReason, fields, others }: Turn): JsonObject {
	const model = stringAt(message, 'model');
	const usage = objectAt(message, 'usage');
	const isNotice = model === noModel;
	const own = {
		...Object.fromEntries(fields),
		...linesField(others),
		...(isNotice ? { synthetic: true } : stopReason !== undefined && { stopReason }),
	};
	return {
		...(model !== undefined && !isNotice && { model }),
		...(usage && !isNotice && { usage }),
		...(fields.get(errorKey) === true && { isError: true }),
		...(Object.keys(own).length > 0 && { [claudeCodeName]: own }),
	};
}
