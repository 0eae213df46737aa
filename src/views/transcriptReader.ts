import type { Page } from '../protocol/transcript.js';
import { StoreError } from '../store/errors.js';
import type { Message, Session } from '../store/model.js';
import type { SessionStore } from '../store/sessionStore.js';
import { entriesOf } from './transcriptEntries.js';
import type { Surroundings } from './transcriptFrame.js';

/** What a transcript may do with the store: look. */
export type TranscriptSource = Pick<
	SessionStore,
	'getSession' | 'getMessage' | 'getMessages' | 'getParent' | 'getSnapshots' | 'getPartings' | 'listSessions'
>;

/** A page ends after the row that reaches one of these; `units` are UTF-16 units of its JSON. */
export const pageSize = { units: 120_000, messages: 20 } as const;

/** A page never begins or ends inside a tool exchange, unless it is longer than this. */
const longestExchange = 150;
const step = 10;
const mostAncestors = 32;

/** The messages from `from` on, as many as fit a page and at least one row. */
export async function pageFrom(source: TranscriptSource, id: string, from: number): Promise<Page> {
	const start = await exchangeStart(source, id, from);
	const messages: Message[] = [];
	let exhausted = false;
	while (!exhausted && messages.length < pageSize.messages && weigh(messages) < pageSize.units) {
		const at = start + messages.length;
		const more = await source.getMessages(id, { start: at, end: at + step });
		messages.push(...more);
		exhausted = more.length < step;
	}
	while (!exhausted && messages.length < pageSize.messages + longestExchange) {
		const at = start + messages.length;
		const [next] = await source.getMessages(id, { start: at, end: at + 1 });
		if (next?.role !== 'tool') break;
		messages.push(next);
	}
	return fit(messages, start, 'first', from);
}

/** The same from the row on that the message at `index` belongs to. */
export async function pageWith(source: TranscriptSource, id: string, index: number): Promise<Page> {
	return pageFrom(source, id, await exchangeStart(source, id, index));
}

/** The messages before `end`, as many as fit a page and at least one row. */
export async function pageBefore(source: TranscriptSource, id: string, end: number): Promise<Page> {
	const messages: Message[] = [];
	let start = end;
	while (start > 0 && messages.length < pageSize.messages && weigh(messages) < pageSize.units) {
		const from = await exchangeStart(source, id, Math.max(0, start - step));
		messages.unshift(...(await source.getMessages(id, { start: from, end: start })));
		start = from;
	}
	return fit(messages, start, 'last');
}

/** The page with a message in its first half, and the message's position; undefined when it is elsewhere. */
export async function pageAround(
	source: TranscriptSource,
	id: string,
	messageId: string,
): Promise<Page | undefined> {
	const index = await positionOf(source, id, messageId);
	if (index === undefined) return undefined;
	const before = await pageBefore(source, id, index);
	const after = await pageFrom(source, id, index);
	const context = before.entries.slice(-10).filter((entry) => entry.index < after.start);
	const start = context[0]?.index ?? after.start;
	return { start, end: after.end, entries: [...context, ...after.entries] };
}

/** Where a message stands in the session's transcript; undefined when it is on no such place. */
export async function positionOf(
	source: TranscriptSource,
	id: string,
	messageId: string,
): Promise<number | undefined> {
	const index = (await source.getMessage(id, messageId).catch(ifKnown))?.index;
	if (index === undefined) return undefined;
	const [found] = await source.getMessages(id, { start: index, end: index + 1 });
	return found?.id === messageId ? index : undefined;
}

/** What a page shows of the transcript's end. */
export interface Shown {
	readonly head: string | null;
	readonly count: number;
}

/** Whether the transcript, now of `count` messages, still begins with what is shown. */
export async function hasGrown(
	source: TranscriptSource,
	id: string,
	shown: Shown,
	count: number,
): Promise<boolean> {
	if (count < shown.count) return false;
	if (shown.count === 0) return true;
	const [last] = await source.getMessages(id, { start: shown.count - 1, end: shown.count });
	return last?.id === shown.head;
}

/** Where the row begins that the message at `index` belongs to. */
export async function exchangeStart(source: TranscriptSource, id: string, index: number): Promise<number> {
	const least = Math.max(0, index - longestExchange);
	let start = index;
	while (start > least) {
		const [message] = await source.getMessages(id, { start, end: start + 1 });
		if (message?.role !== 'tool') break;
		start--;
	}
	return start;
}

/**
 * Reads what stands around the messages; a cycle or a missing session on disk only ends a chain early.
 * `sessions`: the living sessions of the folder, which only change with its structure.
 */
export async function surroundingsOf(
	source: TranscriptSource,
	id: string,
	sessions: readonly Session[],
): Promise<Surroundings> {
	const near = await nearSurroundingsOf(source, id, sessions);
	return { ...near, partings: await source.getPartings(id) };
}

/** What of it is known without reading all messages of a session. */
export async function nearSurroundingsOf(
	source: TranscriptSource,
	id: string,
	sessions: readonly Session[],
): Promise<Surroundings> {
	const session = await source.getSession(id);
	const [ancestors, sources, snapshots] = await Promise.all([
		ancestorsOf(source, session),
		sourcesOf(source, session),
		source.getSnapshots(id),
	]);
	return { session, ...ancestors, sources, snapshots, partings: [], sessions };
}

async function ancestorsOf(
	source: TranscriptSource,
	session: Session,
): Promise<Pick<Surroundings, 'ancestors' | 'moreAncestors'>> {
	const ancestors: Session[] = [];
	const seen = new Set([session.id]);
	for (let parent = await source.getParent(session.id); parent && !seen.has(parent.id);) {
		if (ancestors.length === mostAncestors) return { ancestors, moreAncestors: true };
		seen.add(parent.id);
		ancestors.push(parent);
		parent = await source.getParent(parent.id);
	}
	return { ancestors, moreAncestors: false };
}

async function sourcesOf(source: TranscriptSource, session: Session): Promise<Surroundings['sources']> {
	const sources: { session: Session; forkPoint: { messageId: string | null; index: number } }[] = [];
	const seen = new Set([session.id]);
	for (let { forkPoint } = session; forkPoint && sources.length < mostAncestors;) {
		const { sessionId, messageId } = forkPoint;
		if (seen.has(sessionId)) break;
		seen.add(sessionId);
		const from = await source.getSession(sessionId).catch(ifKnown);
		const index = from && (await indexOf(source, sessionId, messageId).catch(ifKnown));
		if (!from || index === undefined) break;
		sources.push({ session: from, forkPoint: { messageId, index } });
		({ forkPoint } = from);
	}
	return sources;
}

/** −1 for null, which stands before the first message. */
async function indexOf(source: TranscriptSource, id: string, messageId: string | null): Promise<number> {
	return messageId === null ? -1 : (await source.getMessage(id, messageId)).index;
}

/** For `catch`: what is not there is undefined, everything else still fails. */
function ifKnown(error: unknown): undefined {
	if (StoreError.is(error, 'UNKNOWN_SESSION') || StoreError.is(error, 'UNKNOWN_MESSAGE')) return undefined;
	throw error;
}

/** Cuts a page to size, only ever before a row that begins an exchange, and never before `past`. */
function fit(messages: readonly Message[], start: number, keep: 'first' | 'last', past = start): Page {
	const entries = entriesOf(messages, start);
	const end = start + messages.length;
	const sizes = entries.map((entry) => JSON.stringify(entry).length);
	const ordered = keep === 'first' ? [...entries.keys()] : [...entries.keys()].reverse();
	let units = 0;
	let cut: number | undefined;
	for (const at of ordered) {
		units += sizes[at] ?? 0;
		if (units > pageSize.units && cut !== undefined) break;
		const begins = entries[keep === 'first' ? at + 1 : at];
		if (begins && begins.role !== 'tool' && (keep === 'last' || begins.index > past)) cut = begins.index;
		else if (!begins) cut = end;
	}
	const [from, to] = keep === 'first' ? [start, cut ?? end] : [cut ?? start, end];
	return { start: from, end: to, entries: entries.filter(({ index }) => index >= from && index < to) };
}

/** A quick upper guess of what the rows of these messages weigh; cut texts count as cut when they are made. */
function weigh(messages: readonly Message[]): number {
	let units = 0;
	for (const { content, toolCalls } of messages) {
		units += 300;
		if (typeof content === 'string') units += content.length;
		else for (const part of content) units += 'text' in part && part.text ? part.text.length : 500;
		for (const call of toolCalls ?? []) units += call.arguments.length + 200;
	}
	return units;
}
