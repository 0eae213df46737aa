import type { Json, JsonObject } from '../store/model.js';
import type { Place } from './codexAnswer.js';
import { eventPiece, isEcho } from './codexEvents.js';
import { type CodexMeta, type HistoryBase, metaOf } from './codexMeta.js';
import { type Delegation, delegationIn, fromAgent, pictureIn, pieceOf } from './codexPieces.js';
import { TurnSettings } from './codexSettings.js';
import { CodexTalk, type End } from './codexTalk.js';
import { fingerprint } from '../store/contentNames.js';
import { type Draft, idInPath } from './drafts.js';
import { Faults } from './faults.js';
import { isJsonObject } from './json.js';
import { cleaned } from './pack.js';
import { filledString } from './parts.js';
import { listAt, numberAt, objectAt, stringAt, timeOf } from './pick.js';
import type { InputFile, Line, ReadContext } from './source.js';

/** A session of Codex CLI, or a piece of one, from one file. */
export interface CodexDraft extends Draft {
	/** What other files call this one by. */
	readonly rollout: string;
	readonly meta: CodexMeta;
	/** Where the lines lie that come before those of this file. */
	readonly base: HistoryBase | undefined;
	readonly head: string | null;
	/** Where the transcript ended, line by line, in their order. */
	readonly ends: readonly End[];
	/** What a person called it. */
	readonly name: string | undefined;
	readonly cwd: string | undefined;
	/** What no message came after. */
	readonly events: readonly JsonObject[];
	/** Milliseconds since 1970. */
	readonly createdAt: number;
}

export async function readCodex(file: InputFile, context: ReadContext): Promise<CodexDraft> {
	const reading = new CodexReading(file, context);
	for await (const lines of file.lines()) for (const line of lines) reading.take(line);
	return reading.end();
}

class CodexReading {
	readonly #file: InputFile;
	readonly #context: ReadContext;
	readonly #faults = new Faults();
	readonly #rollout: string;
	readonly #meta: CodexMeta;
	readonly #talk: CodexTalk;
	readonly #settings = new TurnSettings();
	#cwd: string | undefined;
	#name: string | undefined;
	#line = 0;
	#delegation: Delegation | undefined;
	/** An event told of the fault of this turn. */
	#failed = false;
	#time: number;
	#ordinal: number;

	constructor(file: InputFile, context: ReadContext) {
		this.#file = file;
		this.#context = context;
		this.#rollout = idInPath(file.path);
		const header = file.head.map(codexHeader).find((found) => found !== undefined);
		this.#meta = metaOf(header ?? {}, (message) => {
			context.warn(file.path, message);
		});
		this.#time = this.#meta.createdAt ?? file.modified;
		const { base } = this.#meta;
		this.#ordinal = (base?.endOrdinal ?? 0) - 1;
		this.#talk = new CodexTalk(
			{ pack: (message, line) => this.#faults.attempt(line, () => context.pack(message)) },
			base ? `-${fingerprint(this.#rollout).slice(0, 6)}` : '',
		);
	}

	take({ number, value }: Line): void {
		this.#line = number;
		this.#ordinal = numberAt(value, 'ordinal') ?? this.#ordinal + 1;
		if (!isJsonObject(value)) return;
		this.#time = timeOf(value['timestamp']) ?? this.#time;
		const payload = objectAt(value, 'payload');
		this.#faults.attempt(number, () => {
			// Until September 2025 the items stood in the lines themselves.
			if (payload) this.#entry(stringAt(value, 'type'), payload);
			else if (typeof value['type'] === 'string') this.#item(value);
		});
	}

	get #place(): Place {
		return { time: this.#time, ordinal: this.#ordinal, line: this.#line };
	}

	#entry(type: string | undefined, payload: JsonObject): void {
		switch (type) {
			case 'response_item':
				this.#item(payload);
				break;
			case 'event_msg':
				this.#event(payload);
				break;
			case 'inter_agent_communication':
				this.#fromAgent(payload);
				break;
			case 'turn_context':
				this.#talk.model = stringAt(payload, 'model') ?? this.#talk.model;
				this.#talk.set(this.#settings.news(payload));
				this.#cwd ??= filledString(payload, 'cwd');
				break;
			case 'compacted':
				this.#talk.compacted(stringAt(payload, 'message') ?? '', this.#place);
		}
	}

	#item(item: JsonObject): void {
		const piece = pieceOf(item);
		this.#delegation ??= delegationIn(item);
		const picture = pictureIn(item);
		if (piece) this.#talk.item(piece, this.#place, filledString(item, 'id'));
		if (picture) this.#talk.item(picture, this.#place, undefined);
		if (!piece) this.#cwd ??= cwdIn(item);
	}

	#fromAgent(payload: JsonObject): void {
		const piece = fromAgent(payload);
		if (piece) this.#talk.event(piece, this.#place);
	}

	#event(event: JsonObject): void {
		switch (event['type']) {
			case 'token_count':
				this.#talk.usage(objectAt(event, 'info') ?? {});
				break;
			case 'thread_rolled_back':
				this.#talk.rolledBack(Math.floor(numberAt(event, 'num_turns') ?? 0), this.#place);
				break;
			case 'task_complete':
			case 'task_started': {
				this.#talk.endTurn();
				const error = objectAt(event, 'error');
				if (error && !this.#failed) this.#talk.failed(error, this.#place);
				this.#failed = false;
				break;
			}
			case 'turn_aborted':
				this.#talk.endTurn();
				this.#talk.keep(cleaned(event));
				break;
			case 'thread_name_updated':
				this.#name = filledString(event, 'thread_name')?.trim();
				break;
			case 'error':
				this.#talk.failed(event, this.#place);
				this.#failed = true;
				break;
			default: {
				const piece = eventPiece(event);
				if (piece) this.#talk.event(piece, this.#place);
				else if (!isEcho(event)) this.#talk.keep(cleaned(event));
			}
		}
	}

	end(): CodexDraft {
		const { path, modified } = this.#file;
		const talk = this.#talk;
		talk.endTurn();
		this.#faults.tell(this.#context, path);
		const meta = delegated(this.#meta, this.#delegation);
		return {
			path,
			id: meta.id ?? this.#rollout,
			rollout: this.#rollout,
			meta,
			base: meta.base,
			messages: talk.messages,
			head: talk.head,
			snapshots: talk.snapshots,
			prompts: talk.prompts,
			ends: talk.ends,
			name: this.#name,
			cwd: filledString(meta.metadata, 'cwd') ?? this.#cwd,
			events: talk.events,
			createdAt: meta.createdAt ?? talk.messages[0]?.timestamp ?? modified,
			updatedAt: this.#time,
		};
	}
}

function delegated(meta: CodexMeta, delegation: Delegation | undefined): CodexMeta {
	if (!delegation || meta.parentId !== undefined) return meta;
	return { ...meta, parentId: delegation.from, relation: 'child', copiesParent: false };
}

/** What the first line of a file says, be it in an envelope or, as in old files, without. */
export function codexHeader(value: Json): JsonObject | undefined {
	if (!isJsonObject(value)) return undefined;
	if (value['type'] === 'session_meta') return objectAt(value, 'payload');
	const isOld =
		value['type'] === undefined &&
		stringAt(value, 'id') !== undefined &&
		stringAt(value, 'timestamp') !== undefined &&
		Object.hasOwn(value, 'instructions');
	return isOld ? value : undefined;
}

const toldFolder =
	/^\s*<environment_context>(?:[\s\S]*?<cwd>([^<]+)<\/cwd>|\s*Current working directory: ([^\n<]+))/;

/** Old files tell the folder only to the model. */
function cwdIn(item: JsonObject): string | undefined {
	for (const part of listAt(item, 'content') ?? []) {
		const found = toldFolder.exec(stringAt(part, 'text') ?? '');
		if (found) return found[1] ?? found[2];
	}
	return undefined;
}
