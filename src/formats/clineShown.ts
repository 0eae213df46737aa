import type { Json, JsonObject, Part, ToolCall } from '../store/model.js';
import { clineName } from './clineParts.js';
import { costIn, parsedText } from './clineTimes.js';
import { imageAt } from './dataUrl.js';
import { contentOf } from './parts.js';
import { listAt, numberAt, objectAt, rest, stringAt, timeOf } from './pick.js';
import type { Turn } from './turns.js';

/**
 * The turns that `ui_messages.json` shows, for a task whose history is not there: `say` and `ask` entries. What Cline
 * shows from one request to the next is one answer; the results of its tools follow it.
 */
export function shownTurns(messages: readonly Json[]): readonly Turn[] {
	const shown = new Shown();
	// Most versions show the prompt that a task begins with as any other text.
	for (const [i, message] of messages.entries())
		shown.take(
			i === 0 && stringAt(message, 'say') === 'text' ? { ...(message as JsonObject), say: 'task' } : message,
		);
	return shown.turns();
}

/** Of what only tells how far Cline is. */
const passing = new Set([
	'api_req_finished',
	'api_req_retried',
	'api_req_deleted',
	'api_req_rate_limited',
	'api_req_retry_delayed',
	'browser_session_status',
	'checkpoint_created',
	'checkpoint_saved',
	'error_retry',
	'condense',
	'conditional_rules_applied',
	'deleted_api_reqs',
	'hook_output_stream',
	'hook_status',
	'info',
	'load_mcp_documentation',
	'mcp_server_request_started',
	'report_bug',
	'resume_completed_task',
	'resume_task',
	'shell_integration_warning',
	'shell_integration_warning_with_suggestion',
	'subagent_usage',
	'task_progress',
]);

/** What follows such a call is its result. */
const resultOf: ReadonlyMap<string, string> = new Map([
	['command_output', 'execute_command'],
	['browser_action_result', 'browser_action'],
	['mcp_server_response', 'use_mcp_tool'],
	['subagent', 'use_subagents'],
	['subtask_result', 'newTask'],
]);

interface Answer {
	readonly id: string | undefined;
	readonly timestamp: number;
	readonly metadata: JsonObject;
	readonly parts: Part[];
	readonly calls: ToolCall[];
	/** The id of the last call of each tool. */
	readonly lastOf: Map<string, string>;
	/** By the id of the call; its outputs one after the other. */
	readonly results: Map<string, Result>;
}

interface Result {
	readonly id: string | undefined;
	readonly timestamp: number;
	readonly parts: Part[];
}

class Shown {
	readonly #turns: Turn[] = [];
	#answer: Answer | undefined;
	/** Tokens and cost of the answer to come. */
	#cost: JsonObject = {};
	#time = 0;

	turns(): readonly Turn[] {
		this.#endAnswer();
		return this.#turns;
	}

	take(message: Json): void {
		const kind = stringAt(message, 'say') ?? stringAt(message, 'ask');
		if (kind === undefined || passing.has(kind)) return;
		const time = timeOf(numberAt(message, 'ts'));
		this.#time = time ?? this.#time;
		const id = time === undefined ? undefined : `shown-${String(time)}`;
		this.#show(kind, message, id);
	}

	#show(kind: string, message: Json, id: string | undefined): void {
		const text = stringAt(message, 'text') ?? '';
		const info = parsedText(message);
		switch (kind) {
			case 'api_req_started':
				this.#endAnswer();
				this.#cost = costIn(message);
				return;
			case 'task':
			case 'user_feedback':
			case 'user_feedback_diff':
				this.#say(
					'user',
					[...textPart(this.#isChosen(text) ? '' : text), ...imagesOf(message), ...filesOf(message)],
					id,
				);
				return;
			case 'text':
				this.#answering(id, thoughtOf(message), textPart(text), imagesOf(message));
				return;
			case 'reasoning':
				this.#answering(id, text === '' ? thoughtOf(message) : [{ type: 'thinking', text }]);
				return;
			case 'completion_result':
				this.#completion(text.replace(/HAS_CHANGES$/, ''), id);
				return;
			case 'followup':
			case 'act_mode_respond':
			case 'plan_mode_respond':
				this.#answering(id, textPart(stringAt(info, 'question') ?? stringAt(info, 'response') ?? text));
				// Of what was offered; nothing else shows the choice.
				this.#say(
					'user',
					textPart(stringAt(info, 'selected') ?? ''),
					id === undefined ? id : `${id}.selected`,
				);
				return;
			case 'tool':
				this.#call(stringAt(info, 'tool') ?? 'tool', info ? (rest(info, ['tool']) ?? {}) : text, id);
				return;
			case 'command':
				this.#call('execute_command', { command: text }, id);
				return;
			case 'browser_action_launch':
				this.#call('browser_action', { action: 'launch', url: text }, id);
				return;
			case 'browser_action':
				this.#call('browser_action', info ?? text, id);
				return;
			case 'use_mcp_server':
				this.#call('use_mcp_tool', info ?? text, id);
				return;
			case 'use_subagents':
				this.#call('use_subagents', info ?? text, id);
				return;
			default:
				this.#other(kind, text, message, id);
		}
	}

	/** Whether it was just told as a choice. */
	#isChosen(text: string): boolean {
		const last = this.#answer ? undefined : this.#turns.at(-1);
		return last?.id?.endsWith('.selected') === true && last.content === text;
	}

	#other(kind: string, text: string, message: Json, id: string | undefined): void {
		const tool = resultOf.get(kind);
		if (tool !== undefined && this.#result(tool, kind, message, id)) return;
		const summary = stringAt(objectAt(message, 'contextCondense'), 'summary');
		if (summary !== undefined) {
			this.#say('system', textPart(summary), id, { compaction: true });
			return;
		}
		const isFault = /error|fail|denied|limit/.test(kind);
		const content: readonly Part[] =
			isFault && text !== '' ? textPart(text) : [{ type: 'data', source: clineName, value: message }];
		this.#say('system', content, id, isFault ? { isError: true } : {});
	}

	#say(
		role: 'user' | 'system',
		parts: readonly Part[],
		id: string | undefined,
		metadata: JsonObject = {},
	): void {
		if (parts.length === 0) return;
		this.#endAnswer();
		this.#turns.push({
			role,
			content: contentOf(parts),
			timestamp: this.#time,
			metadata,
			...(id !== undefined && { id }),
		});
	}

	#answering(id: string | undefined, ...parts: readonly (readonly Part[])[]): void {
		const all = parts.flat();
		if (all.length === 0) return;
		const answer = this.#open(id);
		for (const part of all) answer.parts.push(part);
	}

	/** The question whether a result is good repeats it. */
	#completion(text: string, id: string | undefined): void {
		const last = this.#answer?.parts.at(-1);
		if (last?.type === 'text' && last.text === text) return;
		this.#answering(id, textPart(text));
	}

	#open(id: string | undefined): Answer {
		this.#answer ??= {
			id,
			timestamp: this.#time,
			metadata: this.#cost,
			parts: [],
			calls: [],
			lastOf: new Map(),
			results: new Map(),
		};
		this.#cost = {};
		return this.#answer;
	}

	#call(name: string, input: JsonObject | string, id: string | undefined): void {
		const answer = this.#open(id);
		const callId = `${id ?? `call-${String(this.#turns.length)}`}.${String(answer.calls.length)}`;
		const text = typeof input === 'string' ? input : JSON.stringify(input);
		answer.calls.push({ id: callId, name, arguments: text });
		answer.lastOf.set(name, callId);
	}

	/** False where there is no such call that it could be the result of. */
	#result(tool: string, kind: string, message: Json, id: string | undefined): boolean {
		const call = this.#answer?.lastOf.get(tool);
		if (call === undefined || !this.#answer) return false;
		const parts = resultParts(kind, message);
		const known = this.#answer.results.get(call);
		if (known) for (const part of parts) known.parts.push(part);
		else this.#answer.results.set(call, { id, timestamp: this.#time, parts: [...parts] });
		return true;
	}

	#endAnswer(): void {
		const answer = this.#answer;
		this.#answer = undefined;
		if (!answer) return;
		const { id, timestamp, metadata, parts, calls, results } = answer;
		this.#turns.push({
			role: 'assistant',
			content: contentOf(parts),
			...(calls.length > 0 && { toolCalls: calls }),
			timestamp,
			metadata,
			...(id !== undefined && { id }),
		});
		for (const [toolCallId, result] of results) {
			this.#turns.push({
				role: 'tool',
				content: contentOf(result.parts),
				toolCallId,
				timestamp: result.timestamp,
				metadata: {},
				...(result.id !== undefined && { id: result.id }),
			});
		}
	}
}

function textPart(text: string): readonly Part[] {
	return text.trim() === '' ? [] : [{ type: 'text', text }];
}

function thoughtOf(message: Json): readonly Part[] {
	const text = stringAt(message, 'reasoning') ?? '';
	return text === '' ? [] : [{ type: 'thinking', text }];
}

function imagesOf(message: Json): readonly Part[] {
	return (listAt(message, 'images') ?? []).flatMap((image) =>
		typeof image === 'string' ? [imageAt(image)] : [],
	);
}

function filesOf(message: Json): readonly Part[] {
	return (listAt(message, 'files') ?? []).flatMap((name) =>
		typeof name === 'string' ? [{ type: 'file' as const, name }] : [],
	);
}

function resultParts(kind: string, message: Json): readonly Part[] {
	const info = kind === 'browser_action_result' ? parsedText(message) : undefined;
	if (!info) return [...textPart(stringAt(message, 'text') ?? ''), ...imagesOf(message)];
	const screenshot = stringAt(info, 'screenshot');
	return [
		...textPart([stringAt(info, 'currentUrl'), stringAt(info, 'logs')].filter(Boolean).join('\n\n')),
		...(screenshot === undefined ? [] : [imageAt(screenshot)]),
	];
}
