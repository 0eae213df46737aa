import type { JsonObject, Part, Role } from '../store/model.js';
import { blocksOf, claudeCodeName, isToolResult, partOf, saidBy } from './claudeCodeContent.js';
import { ChangedFields, resultFields } from './claudeCodeFields.js';
import type { AgentCall, Boundary, EntryLine, Node } from './claudeCodeNode.js';
import { OtherLines, linesField, ofLine } from './claudeCodeOthers.js';
import { agentSession } from './claudeCodePaths.js';
import { type Steering, Told } from './claudeCodeQueue.js';
import { commandTitle, isLocalOutput, isNotice, promptTitle } from './claudeCodeText.js';
import { OpenTurns } from './claudeCodeTurns.js';
import { fingerprint } from '../store/contentNames.js';
import type { Faults } from './faults.js';
import { filledString, textOf } from './parts.js';
import { cleaned } from './pack.js';
import { numberAt, objectAt, rest, stringAt } from './pick.js';
import type { ReadContext } from './source.js';

interface Said {
	readonly role: Role;
	readonly parts: readonly Part[];
	readonly toolCallId?: string;
	readonly metadata: JsonObject;
	/** Its text, where it is a prompt or stands in the place of one. */
	readonly text?: string;
}

/** Fields of a notice that are the message. */
const ofNotice = ['type', 'content'];

/** Makes messages of lines. */
export class MessageReader {
	readonly nodes: Node[] = [];
	readonly boundaries: Boundary[] = [];
	readonly calls = new Map<string, AgentCall>();
	readonly fields = new ChangedFields();
	readonly others = new OtherLines();
	/** The slash command that came first. */
	command: string | undefined;
	readonly #context: ReadContext;
	readonly #turns: OpenTurns;
	readonly #told = new Told<Steering & { readonly line: EntryLine; readonly order: number }>();
	#clock = 0;

	constructor(context: ReadContext, faults: Faults) {
		this.#context = context;
		this.#turns = new OpenTurns(context, faults, this.calls);
	}

	/** Throws StoreError `INVALID` where something is nested too deep; the line holds no message then. */
	take(line: EntryLine): void {
		switch (stringAt(line.value, 'type')) {
			case 'user':
				this.#takeUser(line);
				break;
			case 'assistant':
				this.#takeAssistant(line);
				break;
			case 'system':
				this.#takeSystem(line);
				break;
			case 'attachment':
				this.#takeAttachment(line);
				break;
			case 'progress':
				this.#takeProgress(line);
				break;
			default:
				this.others.add(line.value);
		}
	}

	end(): void {
		this.#turns.closeAll();
		for (const { line, order, text } of this.#told.open) {
			const node = this.#add(line, {
				role: 'user',
				parts: [{ type: 'text', text }],
				metadata: { [claudeCodeName]: { queued: true } },
			});
			node.order = node.last = order;
		}
	}

	/** Takes what a person said while the agent was at work, unless another line says it. */
	steer(line: EntryLine, told: Steering): void {
		this.#told.add({ ...told, line, order: this.#clock++ });
	}

	#takeUser(line: EntryLine): void {
		const { value } = line;
		const message = objectAt(value, 'message');
		if (!message) return;
		const blocks = blocksOf(message['content']);
		const results = blocks.filter(isToolResult);
		const parts = blocks.filter((block) => !isToolResult(block)).map(partOf);
		for (const result of results)
			this.#takeResult(line, result, results.length === 1 ? objectAt(value, 'toolUseResult') : undefined);
		if (parts.length === 0 && results.length > 0) return;
		if (value['isCompactSummary'] === true) this.#takeSummary(line, parts);
		else {
			const text = textOf(parts);
			this.#told.hear(text, line.number, false);
			const isSystem = value['isMeta'] === true || isLocalOutput(text) || isNotice(value, text);
			const metadata = this.#ownFields(this.fields.of(value));
			this.#add(line, { role: isSystem ? 'system' : 'user', parts, metadata, text });
		}
	}

	#takeSummary(line: EntryLine, parts: readonly Part[]): void {
		const { value, entry, isSidechain, timestamp } = line;
		let { boundary } = entry;
		if (!boundary) {
			// Older versions wrote no line of its own for a compaction.
			boundary = { parent: entry.parent, timestamp, isSidechain, fields: {}, before: null };
			this.boundaries.push(boundary);
		}
		const metadata = {
			compaction: true,
			...this.#ownFields({ ...boundary.fields, ...this.fields.of(value) }),
		};
		boundary.summary ??= this.#add(line, { role: 'system', parts, metadata });
	}

	#takeResult(line: EntryLine, result: JsonObject, told: JsonObject | undefined): void {
		const { value } = line;
		const toolCallId = stringAt(result, 'tool_use_id') ?? '';
		const parts = blocksOf(result['content']).map(partOf);
		const call = this.calls.get(toolCallId);
		const agentId =
			filledString(told, 'agentId') ??
			call?.agentId ??
			(call && /\bagentId: ([\w-]{1,80})/.exec(textOf(parts))?.[1]);
		const sessionId =
			filledString(objectAt(value, 'forkedFrom'), 'sessionId') ?? filledString(value, 'sessionId');
		const named =
			agentId !== undefined && sessionId !== undefined ? agentSession(sessionId, agentId) : undefined;
		const durationMs = numberAt(told, 'durationMs') ?? numberAt(told, 'totalDurationMs');
		const node = this.#add(line, {
			role: 'tool',
			parts,
			toolCallId,
			metadata: {
				...(result['is_error'] === true && { isError: true }),
				...(durationMs !== undefined && { durationMs }),
				...this.#ownFields({
					...this.fields.of(value),
					...resultFields(told, textOf(parts)),
					...(named !== undefined && { session: named }),
				}),
			},
		});
		if (agentId !== undefined || call) this.#answer(toolCallId, node, agentId, named);
	}

	#answer(id: string, result: Node, agentId: string | undefined, named: string | undefined): void {
		let call = this.calls.get(id);
		if (!call) {
			call = {
				id,
				node: undefined,
				prompt: undefined,
				description: undefined,
				agentType: undefined,
				name: undefined,
			};
			this.calls.set(id, call);
		}
		if (agentId !== undefined) call.agentId ??= agentId;
		if (call.result) return;
		call.result = result;
		if (named !== undefined) call.named = named;
	}

	#takeAssistant(line: EntryLine): void {
		const { value, entry } = line;
		const message = objectAt(value, 'message');
		if (!message) return;
		if (!line.isSidechain) this.#told.nextTurn();
		const node = this.#turns.take({
			...line,
			message,
			fields: this.fields.of(value),
			lines: this.others.take(),
			begin: () => {
				const begun = this.#node(line, { isTool: false, isPrompt: false });
				this.nodes.push(begun);
				return begun;
			},
		});
		node.last = this.#clock++;
		entry.node = entry.turn = node;
		entry.boundary = undefined;
	}

	#takeSystem(line: EntryLine): void {
		const { value, entry, timestamp, isSidechain } = line;
		const content = stringAt(value, 'content') ?? '';
		const subtype = stringAt(value, 'subtype');
		if (subtype === 'compact_boundary') {
			const fields = cleaned(objectAt(value, 'compactMetadata') ?? {});
			entry.boundary = { parent: entry.parent, timestamp, isSidechain, fields, before: null };
			this.boundaries.push(entry.boundary);
		} else if (content.trim() === '') this.others.add(value);
		else {
			const known = subtype === 'local_command' ? [...ofNotice, 'level', 'subtype'] : ofNotice;
			const metadata = this.#ownFields(rest(ofLine(value), known) ?? {});
			this.#add(line, { role: 'system', parts: blocksOf(content).map(partOf), metadata });
		}
	}

	/** What a person said while the agent was at work. */
	#takeAttachment(line: EntryLine): void {
		const attachment = objectAt(line.value, 'attachment');
		const parts = blocksOf(attachment?.['prompt']).map(partOf);
		if (stringAt(attachment, 'type') !== 'queued_command' || parts.length === 0) {
			this.others.add(line.value);
			return;
		}
		this.#told.hear(textOf(parts), line.number, true);
		const isPerson =
			(stringAt(attachment, 'commandMode') ?? 'prompt') === 'prompt' &&
			!isNotice(attachment ?? {}, textOf(parts));
		const role = isPerson && line.value['isMeta'] !== true ? 'user' : 'system';
		this.#add(line, { role, parts, metadata: this.#ownFields({ queued: true }) });
	}

	#takeProgress({ value }: EntryLine): void {
		const agentId = filledString(objectAt(value, 'data'), 'agentId');
		const call = this.calls.get(stringAt(value, 'parentToolUseID') ?? '');
		if (call && agentId !== undefined) call.agentId ??= agentId;
	}

	#add(line: EntryLine, { role, parts, text, metadata, toolCallId }: Said): Node {
		const { entry, isSidechain, timestamp } = line;
		const isPrompt = role === 'user' && text !== undefined;
		const node = this.#node(line, {
			isTool: role === 'tool',
			isPrompt,
			...(isPrompt && { title: this.#titleBy(text) }),
			...(isPrompt && isSidechain && { prompt: fingerprint(text) }),
		});
		node.message = this.#context.pack({
			id: node.id,
			after: null,
			role,
			content: saidBy(parts),
			...(toolCallId !== undefined && { toolCallId }),
			timestamp,
			metadata,
		});
		this.nodes.push(node);
		entry.node = node;
		entry.boundary = undefined;
		if (role !== 'tool') entry.turn = undefined;
		return node;
	}

	/** What only Claude Code says: in the line, and in lines before it that are no messages. */
	#ownFields(fields: JsonObject): JsonObject {
		const own = { ...fields, ...linesField(this.others.take()) };
		return Object.keys(own).length === 0 ? {} : { [claudeCodeName]: own };
	}

	#titleBy(text: string): string | undefined {
		const title = promptTitle(text);
		if (title !== '') return title;
		const command = commandTitle(text);
		if (command !== '') this.command ??= command;
		return undefined;
	}

	#node(
		{ value, uuid, entry, isSidechain }: EntryLine,
		about: Pick<Node, 'isTool' | 'isPrompt'> & Partial<Pick<Node, 'title' | 'prompt'>>,
	): Node {
		const before = entry.node;
		const order = this.#clock++;
		return {
			id: before ? numbered(before.id, uuid) : uuid,
			uuid,
			entry,
			follows: before ?? entry.parent,
			title: undefined,
			prompt: undefined,
			...about,
			isSidechain,
			isCopied: objectAt(value, 'forkedFrom') !== undefined,
			agentId: filledString(value, 'agentId'),
			order,
			last: order,
			lines: 0,
			before: null,
		};
	}
}

/** The id of a message that shares its line with the one before it. */
function numbered(before: string, uuid: string): string {
	return `${uuid}.${String(Number(before.slice(uuid.length + 1)) + 1)}`;
}
