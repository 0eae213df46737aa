import type { JsonObject } from '../store/model.js';
import { MessageReader } from './claudeCodeMessages.js';
import type { Entry, Transcript } from './claudeCodeNode.js';
import { agentIdOfPath, isSessionId, sessionOfFolder, stemOf } from './claudeCodePaths.js';
import { PromptQueue } from './claudeCodeQueue.js';
import { fingerprint } from '../store/contentNames.js';
import { Faults } from './faults.js';
import { isJsonObject } from './json.js';
import { filledString } from './parts.js';
import { objectAt, stringAt, timeOf } from './pick.js';
import { type Line, type ReadContext, invalid } from './source.js';

/** Takes in a transcript line by line, and keeps of each only how it hangs together with the others. */
export class TranscriptFile {
	readonly #context: ReadContext;
	readonly #path: string;
	readonly #entries = new Map<string, Entry>();
	readonly #summaries = new Map<string, string>();
	readonly #faults = new Faults();
	readonly #messages: MessageReader;
	#customTitle: string | undefined;
	#aiTitle: string | undefined;
	#forkedFrom: string | undefined;
	#continuedIn: string | undefined;
	#forkContext: Transcript['context'];
	#firstSession: string | undefined;
	#lastSession: string | undefined;
	/** Of the sub-agent that all lines belong to; null: of none, or of more than one. */
	#onlyAgent: string | null | undefined;
	#isAgent = false;
	#createdAt: number | undefined;
	#time: number;
	/** What copied lines were called in the session that they come from. */
	readonly #originals = new Map<string, string>();
	readonly #queue = new PromptQueue();
	/** The line that last said something, in sidechains (true) and outside of them. */
	readonly #latest = new Map<boolean, string>();

	constructor(context: ReadContext, path: string, modified: number) {
		this.#context = context;
		this.#path = path;
		this.#time = modified;
		this.#messages = new MessageReader(context, this.#faults);
	}

	take({ number, value }: Line): void {
		if (isJsonObject(value))
			this.#faults.attempt(number, () => {
				this.#take(value, number);
			});
	}

	/** Closes what is open, tells of what was lost and gives what there was. */
	end(): Transcript {
		this.#messages.end();
		this.#faults.tell(this.#context, this.#path);
		const { nodes, boundaries, calls, command, fields, others } = this.#messages;
		return {
			path: this.#path,
			...this.#identity(),
			entries: this.#entries,
			originals: this.#originals,
			nodes: nodes.filter(({ message }) => message),
			boundaries,
			calls,
			title: this.#customTitle ?? this.#aiTitle,
			summaries: this.#summaries,
			command,
			forkedFrom: this.#forkedFrom,
			continuedIn: this.#continuedIn,
			context: this.#forkContext,
			lines: others.take(),
			firstSession: this.#firstSession,
			...fields.first,
			createdAt: this.#createdAt ?? this.#time,
		};
	}

	/** A session is who its file is called after: lines that were copied may name the session they came from. */
	#identity(): Pick<Transcript, 'sessionId' | 'agentId'> {
		const stem = stemOf(this.#path);
		if (isSessionId(stem)) return { sessionId: stem, agentId: undefined };
		const agentId = (this.#isAgent ? agentIdOfPath(this.#path) : undefined) ?? this.#onlyAgent ?? undefined;
		if (agentId === undefined) return { sessionId: this.#lastSession ?? stem, agentId };
		return { sessionId: this.#firstSession ?? sessionOfFolder(this.#path) ?? stem, agentId };
	}

	#take(value: JsonObject, number: number): void {
		switch (stringAt(value, 'type')) {
			case 'summary':
				this.#summaries.set(stringAt(value, 'leafUuid') ?? '', stringAt(value, 'summary') ?? '');
				return;
			case 'custom-title':
				this.#customTitle = filledString(value, 'customTitle') ?? this.#customTitle;
				return;
			case 'ai-title':
				this.#aiTitle = filledString(value, 'aiTitle') ?? this.#aiTitle;
				return;
			case 'fork-context-ref':
				this.#takeContext(value);
				return;
			case 'continued-in':
				this.#continuedIn = filledString(value, 'continuedInSessionId') ?? this.#continuedIn;
				return;
			case 'queue-operation':
				this.#takeQueue(value, number);
				return;
		}
		const uuid = this.#originalOf(value);
		if (uuid === undefined) {
			if (objectAt(value, 'message')) throw invalid('a message without a uuid');
			this.#messages.others.add(value);
			return;
		}
		// Lines that a compaction kept are written again, and so are those that two writers have: the first counts.
		if (!this.#entries.has(uuid)) this.#takeEntry(value, uuid, number);
	}

	/** Forks that the SDK makes give copied lines new uuids, and name the line that each is a copy of. */
	#originalOf(value: JsonObject): string | undefined {
		const uuid = filledString(value, 'uuid');
		const original = filledString(objectAt(value, 'forkedFrom'), 'messageUuid');
		if (uuid === undefined || original === undefined || original === uuid) return uuid;
		this.#originals.set(uuid, original);
		return original;
	}

	#takeQueue(value: JsonObject, number: number): void {
		const told = this.#queue.take({ value, number });
		if (!told) return;
		const timestamp = timeOf(value['timestamp']) ?? this.#time;
		const uuid = `queued-${String(timestamp)}-${fingerprint(told.text)}`;
		if (this.#entries.has(uuid)) return;
		const parent = this.#latest.get(false) ?? null;
		const above = parent === null ? undefined : this.#entries.get(parent);
		const entry: Entry = { parent, turn: above?.turn, boundary: above?.boundary };
		this.#entries.set(uuid, entry);
		this.#messages.steer({ value, number, uuid, entry, above, isSidechain: false, timestamp }, told);
	}

	#takeContext(value: JsonObject): void {
		const sessionId = stringAt(value, 'parentSessionId');
		const uuid = stringAt(value, 'parentLastUuid');
		if (sessionId !== undefined && uuid !== undefined) this.#forkContext = { sessionId, uuid };
		this.#firstSession ??= sessionId;
		this.#isAgent = true;
	}

	#takeEntry(value: JsonObject, uuid: string, number: number): void {
		const isSidechain = value['isSidechain'] === true;
		const parent = this.#parentOf(value, isSidechain);
		const above = parent === null ? undefined : this.#entries.get(parent);
		const entry: Entry = { parent, turn: above?.turn, boundary: above?.boundary };
		this.#entries.set(uuid, entry);
		this.#note(value, isSidechain);
		this.#messages.take({ value, number, uuid, entry, above, isSidechain, timestamp: this.#time });
		if (entry.node) this.#latest.set(isSidechain, uuid);
	}

	/** A compaction names what came before it as its logical parent; what it keeps is written only after it. */
	#parentOf(value: JsonObject, isSidechain: boolean): string | null {
		const parent = this.#placeOf(stringAt(value, 'parentUuid')) ?? null;
		const logical = this.#placeOf(stringAt(value, 'logicalParentUuid'));
		if (logical !== undefined && this.#entries.has(logical)) return logical;
		const isCut = logical !== undefined || value['isCompactSummary'] === true;
		return (parent === null && isCut ? this.#latest.get(isSidechain) : undefined) ?? parent;
	}

	#placeOf(uuid: string | undefined): string | undefined {
		return this.#originals.get(uuid ?? '') ?? uuid;
	}

	#note(value: JsonObject, isSidechain: boolean): void {
		this.#time = timeOf(value['timestamp']) ?? this.#time;
		this.#createdAt ??= this.#time;
		const sessionId = filledString(value, 'sessionId');
		this.#firstSession ??= sessionId;
		this.#lastSession = sessionId ?? this.#lastSession;
		this.#forkedFrom = filledString(objectAt(value, 'forkedFrom'), 'sessionId') ?? this.#forkedFrom;
		const agent = (isSidechain ? filledString(value, 'agentId') : undefined) ?? null;
		this.#onlyAgent = this.#onlyAgent === undefined || this.#onlyAgent === agent ? agent : null;
		this.#isAgent ||= isSidechain || agent !== null;
	}
}
