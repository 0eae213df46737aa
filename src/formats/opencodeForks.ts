import { messageTurns, timeOfMessage } from './opencodeMessage.js';
import { type SessionPieces, idsOf, messageOf } from './opencodePieces.js';
import { filledString } from './parts.js';
import { numberAt, objectAt, stringAt } from './pick.js';
import { printOf } from './turns.js';

/**
 * The sessions that others were forked off. opencode copies the messages, under new ids, and keeps no link: a fork
 * begins as another session does, and either is called after it, or has messages that are older than itself. Equal
 * beginnings alone tell nothing: people say hello often.
 */
export function forksOf(sessions: readonly SessionPieces[]): ReadonlyMap<SessionPieces, SessionPieces> {
	const parents = new Map<SessionPieces, SessionPieces>();
	for (const group of alike(sessions)) {
		const byTitle = grouped(group, ({ title }) => title);
		const byStart = grouped(group, ({ start }) => start);
		for (const fork of group) {
			if (filledString(fork.pieces.info, 'parentID') !== undefined) continue;
			const named = byTitle.get(titleBefore(fork.title) ?? '') ?? [];
			const old = fork.start > 0 && fork.start < fork.created ? (byStart.get(fork.start) ?? []) : [];
			const candidates = [...new Set([...named, ...old])].filter((each) => isBefore(each, fork));
			const best = longest(candidates, fork);
			if (best) parents.set(fork.pieces, best.pieces);
		}
	}
	return parents;
}

interface Beginning {
	readonly pieces: SessionPieces;
	readonly title: string;
	/** When the session was begun, in milliseconds since 1970; 0 if that is not told. */
	readonly created: number;
	/** When its first message was written, likewise. */
	readonly start: number;
	/** What each message says. */
	prints?: readonly string[];
}

/** The one that shares the most; of those that share as much, the first. */
function longest(candidates: readonly Beginning[], fork: Beginning): Beginning | undefined {
	let best: Beginning | undefined;
	let most = 0;
	for (const candidate of candidates) {
		const shared = sharedLength(printsOf(candidate), printsOf(fork));
		if (best && shared <= most) continue;
		[best, most] = [candidate, shared];
	}
	return best;
}

/** Sessions that begin with the same message; each alone is left out. */
function alike(sessions: readonly SessionPieces[]): readonly (readonly Beginning[])[] {
	const prints = new Map<SessionPieces, string>();
	const beginnings = sessions.flatMap((pieces): readonly Beginning[] => {
		const [first] = idsOf(pieces);
		const message = first === undefined ? undefined : messageOf(pieces, first);
		const [turn] = message ? messageTurns(message).turns : [];
		if (!message || !turn) return [];
		prints.set(pieces, printOf(turn));
		const title = stringAt(pieces.info, 'title') ?? '';
		return [{ pieces, title, created: createdAt(pieces), start: timeOfMessage(message.info) }];
	});
	const groups = grouped(beginnings, ({ pieces }) => prints.get(pieces));
	return [...groups.values()].filter(({ length }) => length > 1);
}

function grouped<T, Key>(items: readonly T[], keyOf: (item: T) => Key): ReadonlyMap<Key, readonly T[]> {
	const groups = new Map<Key, T[]>();
	for (const item of items) {
		const key = keyOf(item);
		const group = groups.get(key);
		if (group) group.push(item);
		else groups.set(key, [item]);
	}
	return groups;
}

function printsOf(beginning: Beginning): readonly string[] {
	const { pieces } = beginning;
	beginning.prints ??= idsOf(pieces).flatMap((id) => {
		const message = messageOf(pieces, id);
		return message ? messageTurns(message).turns.map(printOf) : [];
	});
	return beginning.prints;
}

function sharedLength(one: readonly string[], other: readonly string[]): number {
	const end = one.findIndex((print, i) => print !== other[i]);
	return end < 0 ? one.length : end;
}

function isBefore(one: Beginning, other: Beginning): boolean {
	if (one === other) return false;
	return one.created === other.created ? one.pieces.id < other.pieces.id : one.created < other.created;
}

/** When a session was begun, in milliseconds since 1970; 0 if that is not told. */
export function createdAt({ info }: SessionPieces): number {
	return numberAt(objectAt(info, 'time'), 'created') ?? 0;
}

const forked = /^(.*) \(fork #(\d{1,9})\)$/s;

/** The first fork of `a` is `a (fork #1)`, and so is the second; the fork of a fork is `a (fork #2)`. */
function titleBefore(title: string): string | undefined {
	const [, base, number] = forked.exec(title) ?? [];
	const before = Number(number) - 1;
	return before > 0 ? `${base ?? ''} (fork #${String(before)})` : base;
}
