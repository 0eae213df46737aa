import type { IncomingMessage, IncomingSession } from '../store/incoming.js';
import type { Json, JsonObject, Source } from '../store/model.js';
import { ContentNames } from '../store/contentNames.js';
import { isJsonObject } from './json.js';
import { cleanedFields } from './pack.js';
import { listAt, objectAt, rest, stringAt, timeOf, titleFrom } from './pick.js';
import type { ReadContext } from './source.js';
import { UniqueNames } from './uniqueNames.js';
import { childrenOf } from './vscodeChatChildren.js';
import type { RemovedRequest } from './vscodeChatLog.js';
import { vscodeChatName } from './vscodeChatParts.js';
import {
	agentOf,
	isCopy,
	isOfHost,
	isUndone,
	isUnfinished,
	promptOf,
	writeRequest,
} from './vscodeChatRequest.js';
import { uriPath } from './vscodeChatText.js';
import { VscodeChatWriter } from './vscodeChatWriter.js';

/** Where a session was found. */
export interface ChatFile {
	readonly path: string;
	/** When it was last written, in milliseconds since 1970; 0: not known. */
	readonly modified: number;
	/** The folder of its workspace, where that is known. */
	readonly folder?: string | undefined;
}

/** A session as a file has it, and those of its sub-agents. */
export interface ChatSession {
	readonly session: IncomingSession;
	readonly children: readonly IncomingSession[];
	/** Those that were removed last. */
	readonly requests: readonly ChatRequest[];
}

/** What became of a request. */
export interface ChatRequest {
	/** The message that it follows. */
	readonly after: string | null;
	/** What comes after it follows. */
	readonly end: string | null;
	readonly messages: readonly IncomingMessage[];
	/** The sessions of sub-agents that it started. */
	readonly children: readonly IncomingSession[];
	/** It is current, and came with a fork. */
	readonly isCopy: boolean;
}

/** Milliseconds after the last change of a file in which an answer that is not complete is still being written. */
const quiet = 600_000;

/** Undefined: nothing was said in it. */
export function readSession(
	state: Json,
	removed: readonly RemovedRequest[],
	file: ChatFile,
	context: ReadContext,
): ChatSession | undefined {
	const requests = (listAt(state, 'requests') ?? []).filter(isJsonObject);
	const [first] = requests;
	if (!isJsonObject(state) || !first) return undefined;
	const ids = new ContentNames();
	const nameOf = (request: JsonObject): string =>
		stringAt(request, 'requestId') ??
		ids.next({ role: 'user', content: promptOf(request) }, { timed: false });
	const named = requests.map((request): Named => ({ request, name: nameOf(request) }));
	const source = {
		format: vscodeChatName,
		id: stringAt(state, 'sessionId') ?? named[0]?.name ?? '',
	};
	const writer = new VscodeChatWriter(file.path, context);
	const talk = new Talk({ source, state, file, context, writer });
	for (const each of named) talk.add(each);
	talk.addRemoved(removed);
	const created = timeOf(state['creationDate']) ?? talk.writer.messages[0]?.timestamp ?? file.modified;
	const session: IncomingSession = {
		source,
		title: titleOf(state, requests),
		parent: delegatedFrom(first),
		relation: 'child',
		shares: null,
		messages: writer.messages,
		head: talk.tip,
		snapshots: writer.snapshots,
		agentName: stringAt(state, 'responderUsername') ?? null,
		metadata: metadataOf(state, first, file.folder, (message) => {
			context.warn(file.path, message);
		}),
		shared: false,
		createdAt: created,
		updatedAt: Math.max(created, timeOf(state['lastMessageDate']) ?? 0, writer.time ?? 0),
	};
	const own = talk.requests.findIndex(({ isCopy: wasCopied }) => !wasCopied);
	const copies = talk.requests.slice(0, own < 0 ? undefined : own);
	const copied = copies.reduce((count, { messages }) => count + messages.length, 0);
	return {
		session: { ...session, copied },
		children: talk.requests.flatMap(({ children }) => children),
		requests: talk.requests,
	};
}

interface Named {
	readonly request: JsonObject;
	readonly name: string;
}

interface TalkPlace {
	readonly source: Source;
	readonly state: JsonObject;
	readonly file: ChatFile;
	readonly context: ReadContext;
	readonly writer: VscodeChatWriter;
}

/** Puts requests one after the other; those that were undone become branches. */
class Talk {
	readonly requests: ChatRequest[] = [];
	readonly writer: VscodeChatWriter;
	/** The end of what is current. */
	tip: string | null = null;
	/** The end of the request before, current or not. */
	#last: string | null = null;
	#time: number;
	readonly #place: TalkPlace;
	readonly #agent: string | undefined;
	readonly #latest: Json | undefined;
	readonly #names = new UniqueNames();
	/** What comes after a request follows, by its name. */
	readonly #ends = new Map<string, string | null>();

	constructor(place: TalkPlace) {
		const { state, file, writer } = place;
		const requests = listAt(state, 'requests') ?? [];
		this.#place = place;
		this.writer = writer;
		this.#time = timeOf(state['creationDate']) ?? file.modified;
		this.#agent = requests.map((request) => (isJsonObject(request) ? agentOf(request) : undefined))[0];
		this.#latest = requests.at(-1);
	}

	add(named: Named): void {
		const undone = isUndone(named.request);
		this.#last = this.#write(named, undone ? this.#last : this.tip);
		if (!undone) this.tip = this.#last;
	}

	/** Each after the one that it followed, where that is known. */
	addRemoved(removed: readonly RemovedRequest[]): void {
		const here = new Set(removed.map(({ request }) => stringAt(request, 'requestId')));
		const ready: RemovedRequest[] = [];
		const waiting = new Map<string, RemovedRequest[]>();
		for (const each of removed) {
			const { before } = each;
			if (before === null || !here.has(before) || this.#ends.has(before)) ready.push(each);
			else if (waiting.has(before)) waiting.get(before)?.push(each);
			else waiting.set(before, [each]);
		}
		const write = ({ request, before }: RemovedRequest): void => {
			const name = stringAt(request, 'requestId') ?? '';
			this.#write({ request, name }, this.#ends.get(before ?? '') ?? null);
			for (const next of waiting.get(name) ?? []) ready.push(next);
			waiting.delete(name);
		};
		for (const each of ready) write(each);
		// Of a circle: each on its own.
		for (const each of [...waiting.values()].flat()) write({ ...each, before: null });
	}

	#write({ request, name }: Named, after: string | null): string | null {
		const { source, state, file, context, writer } = this.#place;
		const place = this.requests.length;
		const start = writer.messages.length;
		const written = writeRequest(
			request,
			{ name, after, time: this.#time, agent: this.#agent, isBeingWritten: this.#isBeingWritten(request) },
			writer,
		);
		this.#time = written.time;
		this.#ends.set(name, written.end);
		const chat = { source, path: file.path, names: this.#names };
		this.requests.push({
			after,
			end: written.end,
			messages: writer.messages.slice(start),
			children: childrenOf(written, chat, context),
			isCopy: isCopy(request, place, state) && !isUndone(request),
		});
		return written.end;
	}

	#isBeingWritten(request: JsonObject): boolean {
		const { file, context } = this.#place;
		if (request !== this.#latest || !isUnfinished(request) || Math.abs(Date.now() - file.modified) > quiet)
			return false;
		context.warn(file.path, 'the last answer is not complete yet, and was left out');
		return true;
	}
}

function titleOf(state: JsonObject, requests: readonly JsonObject[]): string {
	const given = stringAt(state, 'customTitle') ?? stringAt(state, 'computedTitle') ?? '';
	const current = requests.find((request) => !isUndone(request) && !isOfHost(request)) ?? requests[0];
	return given.trim() || titleFrom(current ? promptOf(current) : '') || 'Untitled';
}

/** The session that an agent handed the work over from. */
function delegatedFrom(request: JsonObject): Source | null {
	const origin = objectAt(request, 'origin');
	const resource = origin?.['sourceSessionResource'];
	if (origin?.['kind'] !== 'delegation' || resource === undefined) return null;
	const path = uriPath(resource)?.split('/').at(-1) ?? '';
	const id = Buffer.from(path, 'base64url').toString();
	const isEncoded = Buffer.from(id).toString('base64url') === path.replace(/=+$/, '');
	return path === '' ? null : { format: vscodeChatName, id: isEncoded ? id : path };
}

function metadataOf(
	state: JsonObject,
	first: JsonObject,
	folder: string | undefined,
	warn: (message: string) => void,
): JsonObject {
	const cwd = uriPath(state['workingDirectory']) ?? folder;
	const branch = stringAt(objectAt(state, 'repoData'), 'localBranch');
	const agent = agentOf(first);
	const pending = listAt(state, 'pendingRequests') ?? [];
	const own = {
		...(agent !== undefined && { agent }),
		...(pending.length > 0 && { pendingRequests: pending }),
		...rest(state, known),
	};
	const left = cleanedFields(own, warn);
	return {
		...(cwd !== undefined && { cwd }),
		...(branch !== undefined && { gitBranch: branch }),
		...(Object.keys(left).length > 0 && { [vscodeChatName]: left }),
	};
}

/** Fields that are read, and those that only serve the chat view. */
const known = [
	...['version', 'sessionId', 'creationDate', 'lastMessageDate', 'customTitle', 'computedTitle', 'requests'],
	...['pendingRequests', 'inputState', 'hasPendingEdits', 'isImported', 'isNew', 'workingDirectory'],
	...['responderUsername', 'requesterAvatarIconUri', 'responderAvatarIconUri', 'initialLocation'],
];
