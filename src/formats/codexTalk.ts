import type { IncomingMessage, IncomingSnapshot } from '../store/incoming.js';
import type { JsonObject, NewMessage } from '../store/model.js';
import { OpenAnswer, OpenPrompt, type OpenMessage, type Place, keysOf, promptKey } from './codexAnswer.js';
import { Echoes } from './codexEchoes.js';
import { codexName } from './codexMeta.js';
import type { Piece } from './codexPieces.js';
import { ContentNames } from '../store/contentNames.js';
import type { Prompt } from './drafts.js';
import { cleaned } from './pack.js';
import { contentOf, filled } from './parts.js';
import { numberAt, objectAt, rest, stringAt, titleFrom } from './pick.js';
import type { UnpackedMessage } from './source.js';

export interface TalkHooks {
	/** Undefined: the message, of this line, could not be kept. */
	pack(message: UnpackedMessage, line: number): IncomingMessage | undefined;
}

/** From this line on, the transcript ends with this message. */
export interface End {
	readonly ordinal: number;
	readonly messageId: string | null;
}

/** Makes the messages of a session out of what its lines say, one after the other. */
export class CodexTalk {
	readonly messages: IncomingMessage[] = [];
	readonly snapshots: IncomingSnapshot[] = [];
	readonly prompts: Prompt[] = [];
	readonly ends: End[] = [];
	/** What is no message and none took yet: the next one does. */
	readonly events: JsonObject[] = [];
	/** Of the answers to come. */
	model: string | undefined;
	readonly #hooks: TalkHooks;
	/** Added to names, where messages of another file come before those of this one. */
	readonly #mark: string;
	readonly #names = new ContentNames();
	readonly #used = new Set<string>();
	readonly #echoes = new Echoes();
	/** The ids of the transcript as it stands. */
	readonly #path: string[] = [];
	/** Where in it turns begin. */
	readonly #turns: number[] = [];
	readonly #prompted: OpenPrompt[] = [];
	/** Those of them that only an event has told of, by their keys. */
	readonly #awaited = new Map<string, OpenPrompt>();
	#answer: OpenAnswer | undefined;
	/** Told before the answer that took it. */
	#usage: JsonObject | undefined;
	#totalTokens: number | undefined;
	/** Settings that the next answer is the first to have. */
	#settings: JsonObject = {};

	constructor(hooks: TalkHooks, mark: string) {
		this.#hooks = hooks;
		this.#mark = mark;
	}

	get head(): string | null {
		return this.#path.at(-1) ?? null;
	}

	/** What the model is told or says. */
	item(piece: Piece, place: Place, nativeId: string | undefined): void {
		switch (piece.kind) {
			case 'user':
				this.#userItem(piece, place, nativeId);
				break;
			case 'result':
				this.#result(piece, place, nativeId);
				break;
			case 'call':
				this.#answering(place).addCall(piece.call, nativeId);
				break;
			default:
				for (const key of this.#answering(place).addItem(piece, nativeId)) this.#echoes.expect(key);
		}
	}

	/** What the person is shown: mostly what items say, too. */
	event(piece: Piece, place: Place): void {
		if (piece.kind === 'user') {
			if (this.#echoes.heard([promptKey(piece)])) return;
			this.#awaited.set(promptKey(piece), this.#prompt(piece, place, undefined));
		} else if (piece.kind === 'words' || piece.kind === 'thinking') {
			if (!this.#echoes.heard(keysOf(piece))) this.#answering(place).addEvent(piece);
		}
	}

	#userItem(
		piece: Extract<Piece, { readonly kind: 'user' }>,
		place: Place,
		nativeId: string | undefined,
	): void {
		const key = promptKey(piece);
		const told = this.#awaited.get(key);
		this.#awaited.delete(key);
		if (told) {
			told.tellAgain(piece, nativeId);
			return;
		}
		this.#prompt(piece, place, nativeId);
		this.#echoes.expect(key);
	}

	#prompt(
		piece: Extract<Piece, { readonly kind: 'user' }>,
		place: Place,
		nativeId: string | undefined,
	): OpenPrompt {
		this.#endAnswer();
		this.#usage = undefined;
		const prompt = new OpenPrompt(place, piece, nativeId);
		this.#prompted.push(prompt);
		return prompt;
	}

	#answering(place: Place): OpenAnswer {
		this.#endPrompts();
		if (!this.#answer) {
			this.#answer = new OpenAnswer(place, this.model, this.#settings);
			this.#answer.usage = this.#usage;
			this.#usage = undefined;
			this.#settings = {};
		}
		return this.#answer;
	}

	#result(
		{ callId, parts, isError, durationMs }: Extract<Piece, { readonly kind: 'result' }>,
		place: Place,
		nativeId: string | undefined,
	): void {
		this.endTurn();
		const metadata = filled({ isError: isError || undefined, durationMs });
		const content = contentOf(parts);
		const message: NewMessage = { role: 'tool', content, toolCallId: callId, ...(metadata && { metadata }) };
		const basis = JSON.stringify(['result', callId]);
		this.#add({ nativeId, basis, place, message: () => message }, false);
	}

	/** How many tokens the last answer took, and all of them. */
	usage(info: JsonObject): void {
		const last = objectAt(info, 'last_token_usage');
		const total = numberAt(objectAt(info, 'total_token_usage'), 'total_tokens');
		if (!last || (total !== undefined && total === this.#totalTokens)) return;
		this.#totalTokens = total;
		if (this.#answer) this.#answer.usage = last;
		else this.#usage = last;
	}

	set(settings: JsonObject): void {
		this.#settings = { ...this.#settings, ...settings };
	}

	keep(event: JsonObject): void {
		this.events.push(event);
	}

	/** A turn failed, as the person is told. */
	failed(event: JsonObject, place: Place): void {
		this.endTurn();
		const content = stringAt(event, 'message') ?? '';
		const own = rest(cleaned(event), ['type', 'message']);
		const metadata = { isError: true, ...(own && { [codexName]: own }) };
		const message: NewMessage = { role: 'system', content, metadata };
		const basis = JSON.stringify(['error', content]);
		this.#add({ nativeId: undefined, basis, place, message: () => message }, false);
	}

	compacted(summary: string, place: Place): void {
		this.endTurn();
		this.snapshots.push({
			messageId: this.head,
			label: 'Before compaction',
			createdAt: place.time,
			metadata: {},
		});
		const content = summary.trim() === '' ? 'Context compacted' : summary;
		const message: NewMessage = { role: 'system', content, metadata: { compaction: true } };
		const basis = JSON.stringify(['compacted', summary]);
		this.#add({ nativeId: undefined, basis, place, message: () => message }, false);
	}

	/** The last turns are left behind: what follows goes on from before them. */
	rolledBack(turns: number, { ordinal }: Place): void {
		this.endTurn();
		const turn = Math.max(0, this.#turns.length - turns);
		const cut = this.#turns[turn];
		if (cut === undefined) return;
		this.#turns.length = turn;
		this.#path.length = cut;
		this.ends.push({ ordinal, messageId: this.head });
		this.#echoes.clear();
	}

	/** No more lines can come of what is said at the moment. */
	endTurn(): void {
		this.#endPrompts();
		this.#endAnswer();
	}

	#endAnswer(): void {
		const answer = this.#answer;
		this.#answer = undefined;
		if (answer) this.#add(answer, false);
	}

	#endPrompts(): void {
		this.#awaited.clear();
		for (const prompt of this.#prompted.splice(0)) {
			const id = this.#add(prompt, prompt.beginsTurn);
			if (id === undefined || !prompt.beginsTurn) continue;
			const title = titleFrom(withoutContext(prompt.text));
			if (title !== '') this.prompts.push({ messageId: id, title });
		}
	}

	/** Gives its id; undefined: it could not be kept. */
	#add(open: OpenMessage, beginsTurn: boolean): string | undefined {
		const id = this.#idOf(open);
		const { time, ordinal, line } = open.place;
		const said = withEvents(open.message(), this.events.splice(0));
		const message = this.#hooks.pack({ ...said, id, after: this.head, timestamp: time }, line);
		if (!message) return undefined;
		this.messages.push(message);
		if (beginsTurn) this.#turns.push(this.#path.length);
		this.#path.push(id);
		this.ends.push({ ordinal, messageId: id });
		return id;
	}

	#idOf({ nativeId, basis }: OpenMessage): string {
		let id = nativeId;
		while (id === undefined || this.#used.has(id))
			id = this.#names.next({ role: 'system', content: basis }, { timed: false }) + this.#mark;
		this.#used.add(id);
		return id;
	}
}

function withEvents(message: NewMessage, events: readonly JsonObject[]): NewMessage {
	if (events.length === 0) return message;
	const own = { ...objectAt(message.metadata, codexName), events };
	return { ...message, metadata: { ...message.metadata, [codexName]: own } };
}

/** An editor puts what is open in it before the prompt. */
function withoutContext(text: string): string {
	const [mark] = [...text.matchAll(/^## My request(?: for Codex)?:/gm)].slice(-1);
	const own = mark ? text.slice(mark.index + mark[0].length) : text;
	return own.replace(/^\s*PLEASE IMPLEMENT THIS PLAN:\s*#*\s*/, '');
}
