import { StoreError } from '../store/errors.js';
import type { IncomingMessage } from '../store/incoming.js';
import type { Json, JsonObject } from '../store/model.js';
import { Faults } from './faults.js';
import {
	answeredIn,
	callIdsOf,
	isResults,
	isSummary,
	printOf,
	readTurn,
	withAnswers,
} from './geminiMessage.js';
import { itemsOf } from './geminiParts.js';
import { isJsonObject } from './json.js';
import { cleanedFields } from './pack.js';
import { listAt, objectAt, stringAt, timeOf } from './pick.js';
import type { InputFile, Line, ReadContext } from './source.js';

/** A message of the recording with the results of its tool calls, put away. */
export interface Entry {
	/** Its id in the recording. */
	readonly source: string;
	readonly id: string;
	/** The one before it when it was first written. */
	readonly after: Entry | null;
	/** Said by the person or the model, so that the history which is sent to the model has it. */
	readonly isTurn: boolean;
	readonly compaction: boolean;
	messages: readonly IncomingMessage[];
	title: string | undefined;
	time: number;
	/** A tool call of it has no result yet. */
	open: boolean;
	/** Tells what it says, whatever it is called. */
	print: string;
	/** Where it stands among the current ones; -1: it was rewound, or left out of the history. */
	index: number;
}

/**
 * What one file of Gemini CLI records, which is a log: a message may be written again, taken back together with all
 * after it, or the whole history replaced. Keeps one message unpacked.
 */
export class GeminiLog {
	readonly path: string;
	/** As of `InputFile`. */
	readonly place: string;
	/** Of the session, as they were set last. */
	readonly fields = new Map<string, Json>();
	entries: Entry[] = [];
	/** Sessions of sub-agents that it started, by their ids, with their names. */
	readonly agents = new Map<string, string>();
	/** The last entry before each time that the history was compressed. */
	readonly compacted: Entry[] = [];
	/** What the next message follows. */
	tip: Entry | null = null;
	readonly #context: ReadContext;
	readonly #byId = new Map<string, Entry>();
	readonly #copies = new Map<string, number>();
	/** Calls whose results stand beside them. */
	readonly #calls = new Set<string>();
	/** What tools answered, as messages of their own say it again, by the ids of the calls. */
	readonly #answers = new Map<string, Json>();
	/** The messages with the calls, by the ids of messages that only repeat the results. */
	readonly #echoes = new Map<string, Entry | null>();
	#current: Entry[] = [];
	#last: { readonly entry: Entry; readonly record: JsonObject } | undefined;
	#time: number;
	readonly #faults = new Faults();

	constructor({ path, place, modified }: InputFile, context: ReadContext) {
		this.path = path;
		this.place = place;
		this.#time = modified;
		this.#context = context;
	}

	get id(): string | undefined {
		const id = this.fields.get('sessionId');
		return typeof id === 'string' && id !== '' ? id : undefined;
	}

	entryOf(source: string): Entry | undefined {
		return this.#byId.get(source);
	}

	take({ number, value }: Line): void {
		const rewound = stringAt(value, '$rewindTo');
		const id = stringAt(value, 'id');
		const set = objectAt(value, '$set');
		const patch = objectAt(value, '$patch');
		if (rewound !== undefined) this.#rewind(rewound);
		else if (patch) this.#patch(patch);
		else if (id !== undefined && isJsonObject(value)) this.#take(id, value);
		else if (set) this.#set(set);
		else if (isJsonObject(value) && Object.hasOwn(value, 'sessionId')) this.#set(value);
		else this.#faults.note(number, 'no record of Gemini CLI; left out');
	}

	/** To be called once all lines were taken. */
	end(): void {
		this.#packLast();
		this.#faults.tell(this.#context, this.path);
	}

	#packLast(): void {
		const last = this.#last;
		this.#last = undefined;
		if (last) this.#pack(last.entry, last.record);
	}

	#set(fields: JsonObject): void {
		const { messages: history, ...own } = fields;
		const warn = (message: string): void => {
			this.#context.warn(this.path, message);
		};
		for (const [key, value] of Object.entries(cleanedFields(own, warn))) {
			const isId = key !== 'sessionId' || (typeof value === 'string' && value !== '');
			if (isId) this.fields.set(key, value);
		}
		if (this.entries.length === 0) this.#time = timeOf(fields['startTime']) ?? this.#time;
		if (Array.isArray(history)) this.#replace(history.filter(isJsonObject));
	}

	#take(id: string, record: JsonObject): void {
		if (this.#currentOf(record)) this.#write(id, record);
		else if (this.#isEcho(record)) this.#echo(id, record);
		else {
			const compaction = isSummary(record);
			if (compaction && this.tip) this.compacted.push(this.tip);
			this.#write(id, record, compaction);
		}
	}

	/** Whether its results stand beside their calls already, or can be put there. */
	#isEcho(record: JsonObject): boolean {
		const ids = answeredIn(record);
		const last = this.#last && callIdsOf(this.#last.record);
		return (
			isResults(record) &&
			ids.length === itemsOf(record['content']).length &&
			ids.every((id) => this.#answers.has(id) || last?.includes(id))
		);
	}

	#echo(id: string, record: JsonObject): void {
		this.#echoes.set(id, this.tip);
		for (const item of itemsOf(record['content'])) {
			const call = stringAt(objectAt(item, 'functionResponse'), 'id');
			if (call !== undefined && !this.#answers.has(call)) this.#answers.set(call, item);
		}
	}

	/** What later versions write where the history was changed: which messages are out of it. */
	#patch(patch: JsonObject): void {
		this.#packLast();
		const removed = new Set(listAt(patch, 'removeIds'));
		const isRemoved = ({ source }: Entry): boolean => removed.has(source);
		const turns = this.#current.filter(({ isTurn }) => isTurn);
		const summary = turns.findLast((entry) => entry.compaction && !isRemoved(entry));
		if (summary) this.#compress(turns, summary, isRemoved);
		else {
			const cut = turns[turns.findLastIndex((entry) => !isRemoved(entry)) + 1];
			if (cut) this.#truncate(cut.index);
		}
	}

	/** What was kept was written again under other names after the summary. */
	#compress(turns: readonly Entry[], summary: Entry, isRemoved: (entry: Entry) => boolean): void {
		const before = turns.slice(0, turns.indexOf(summary)).filter(isRemoved);
		const after = this.#current.slice(summary.index + 1);
		const kept: Entry[] = [];
		const copies = new Set<Entry>();
		for (;;) {
			const [copy, original] = [after.at(-1), before.at(-1)];
			if (!copy || copy.print !== original?.print) break;
			after.pop();
			before.pop();
			copies.add(copy);
			kept.unshift(original);
			this.#byId.set(copy.source, original);
			this.tip = copy.after;
		}
		this.entries = this.entries.filter((entry) => !copies.has(entry));
		const rest = this.#current.filter((entry) => entry.index < summary.index && !isRemoved(entry));
		for (const entry of this.#current) entry.index = -1;
		this.#current = [...rest, summary, ...after, ...kept];
		for (const [index, entry] of this.#current.entries()) entry.index = index;
	}

	#write(id: string, record: JsonObject, compaction = false): void {
		const current = this.#currentOf(record);
		if (!current || this.#last?.entry !== current) this.#packLast();
		const entry = current ?? this.#begin(id, record, compaction);
		this.#last = { entry, record };
		for (const call of callIdsOf(record)) this.#calls.add(call);
	}

	#begin(source: string, record: JsonObject, compaction: boolean): Entry {
		const copies = this.#copies.get(source) ?? 0;
		this.#copies.set(source, copies + 1);
		const type = stringAt(record, 'type');
		const entry: Entry = {
			source,
			id: copies === 0 ? source : `${source}~${String(copies + 1)}`,
			after: this.tip,
			isTurn: type === 'user' || type === 'gemini',
			compaction,
			messages: [],
			title: undefined,
			time: this.#time,
			open: false,
			print: printOf(record),
			index: this.#current.length,
		};
		this.#byId.set(source, entry);
		this.entries.push(entry);
		this.#current.push(entry);
		this.tip = entry;
		return entry;
	}

	#pack(entry: Entry, written: JsonObject): void {
		try {
			const record = withAnswers(written, this.#answers);
			const turn = readTurn(record, { id: entry.id, time: entry.time, compaction: entry.compaction });
			entry.messages = turn.messages.map((message) => this.#context.pack(message));
			entry.title = turn.title;
			entry.open = turn.open;
			entry.print = printOf(record);
			for (const call of turn.answered) this.#answers.set(call, null);
			entry.time = entry.messages.at(-1)?.timestamp ?? entry.time;
			this.#time = entry.time;
			for (const [agent, name] of turn.agents) this.agents.set(agent, name);
		} catch (error) {
			if (!StoreError.is(error, 'INVALID')) throw error;
			this.#context.warn(this.path, `message ${JSON.stringify(entry.id)}: ${error.message}, left out`);
		}
	}

	/** Takes back the message and all after it; of one that is not known, everything. */
	#rewind(source: string): void {
		const echo = this.#echoes.get(source);
		if (echo) this.#truncate(echo.index + 1);
		else this.#truncate(Math.max(0, this.#byId.get(source)?.index ?? 0));
	}

	#truncate(length: number): void {
		const [first] = this.#current.splice(length).map((entry) => {
			entry.index = -1;
			return entry;
		});
		// What a summary stands for goes with it.
		if (first) this.tip = length === 0 ? null : first.after;
	}

	/**
	 * The history as the model gets it from now on. What is already there stays as it is, for there it may be
	 * shortened. What comes instead of the beginning is a summary; else the end was taken back.
	 */
	#replace(list: readonly JsonObject[]): void {
		this.#packLast();
		const records = list.filter((record) => stringAt(record, 'id') !== undefined && !this.#repeats(record));
		const before = this.#current.filter(({ isTurn }) => isTurn);
		this.#alias(records, before);
		let same = 0;
		while (same < before.length && before[same] === this.#currentOf(records[same] ?? {})) same++;
		for (const record of records.slice(0, same)) this.#complete(record);
		const next = records.slice(same);
		if (same === before.length) {
			for (const record of next) this.#write(stringAt(record, 'id') ?? '', record);
			return;
		}
		const compacted = this.#isCompaction(next, same);
		const end = this.tip;
		if (compacted && end) this.compacted.push(end);
		const kept = next.map((record) => this.#currentOf(record));
		this.#truncate(before[same]?.index ?? 0);
		if (compacted) this.tip = end;
		for (const [i, record] of next.entries()) {
			const entry = kept[i];
			if (entry && entry.index < 0) this.#takeBack(entry, compacted);
			else if (!entry)
				this.#write(
					stringAt(record, 'id') ?? '',
					record,
					compacted && (isSummary(record) || (i === 0 && !next.some(isSummary))),
				);
		}
	}

	/** A history that was begun anew calls its messages otherwise. */
	#alias(records: readonly JsonObject[], before: readonly Entry[]): void {
		const here = new Set(before);
		const isHere = (entry: Entry | undefined): boolean => entry !== undefined && here.has(entry);
		if (records.some((record) => isHere(this.#currentOf(record)))) return;
		let at = before.length;
		for (const record of records.toReversed()) {
			const id = stringAt(record, 'id') ?? '';
			const entry = before[--at];
			if (this.#byId.has(id) || entry?.print !== printOf(record)) return;
			this.#byId.set(id, entry);
		}
	}

	#takeBack(entry: Entry, compacted: boolean): void {
		entry.index = this.#current.length;
		this.#current.push(entry);
		if (!compacted) this.tip = entry;
	}

	#isCompaction(next: readonly JsonObject[], same: number): boolean {
		const [first, ...others] = next;
		if (!first || this.#currentOf(first)) return false;
		return same === 0 || isSummary(first) || others.some((record) => this.#currentOf(record));
	}

	/** A result may have come with the history only. */
	#complete(record: JsonObject): void {
		const entry = this.#byId.get(stringAt(record, 'id') ?? '');
		if (entry?.open) this.#pack(entry, record);
	}

	/** What is there of the message now. */
	#currentOf(record: JsonObject): Entry | undefined {
		const entry = this.#byId.get(stringAt(record, 'id') ?? '');
		return entry && entry.index >= 0 ? entry : undefined;
	}

	#repeats(record: JsonObject): boolean {
		return isResults(record) && answeredIn(record).every((id) => this.#calls.has(id));
	}
}
