import { ContentNames } from './contentNames.js';
import type { IncomingMessage, IncomingSession } from './incoming.js';
import { CameAlong, lastingName, MessageNames } from './messageNames.js';
import { isHalfOf, sayingOf } from './saying.js';
import { sharedAlone } from './sharedAlone.js';
import type { ForkPoint, NewMessage, Source } from './model.js';

/** A session that messages can be shared with, or added to. */
export interface Place {
	readonly id: string;
	readonly names: MessageNames;
	/** The message up to which it shares those of another. */
	readonly forkPoint: ForkPoint | null;
	/** What came along shares other messages than here: only what messages say tells them. */
	readonly isElsewhere?: boolean;
	/** What its messages are called where its whole transcript stands alone, and the ids of those that it shares. */
	readonly asWhole?: () => { readonly names: MessageNames; readonly shared: readonly string[] };
	/** What its own messages say that none follows, by their ids here: one that was half written then may say more now. */
	readonly ends?: ReadonlyMap<string, string>;
}

interface FreshMessage {
	readonly id: string;
	/** The id, here, of the message before it. */
	readonly after: string | null;
	readonly message: IncomingMessage;
}

/** What is to be done with a session that came in. */
export interface Arrival extends Place {
	readonly incoming: IncomingSession;
	/** It was there before, or stands earlier in the same import. */
	readonly isKnown: boolean;
	/** Here; null for a root, and where the parent is not here. */
	readonly parentId: string | null;
	/** The parent that is not here and may come one day. */
	readonly awaits: Source | null;
	readonly fresh: readonly FreshMessage[];
	/** Messages of it that were there already or are shared with those above. */
	readonly knownCount: number;
	readonly head: string | null;
}

export interface ArrangeHooks {
	/** The session here that came from this source. */
	find(source: Source): Place | undefined;
	/** A new id: of a session, or of a message of it. */
	makeId(session: IncomingSession, message?: IncomingMessage): string;
	/** Something was changed; `message` is for a person and names the session. */
	warn(message: string): void;
}

/**
 * Puts sessions that came in into their relation to each other and to what is here: parents first, each message once,
 * shared with the parent where it has it. Linear but for the depth of forks; circles are cut.
 */
export function arrangeIncoming(
	sessions: readonly IncomingSession[],
	hooks: ArrangeHooks,
): readonly Arrival[] {
	const arrivals: Arrival[] = [];
	const byKey = new Map<string, Arrival>();
	const came = new CameAlong(sessions);
	const { ordered, circular } = parentsFirst(sessions, hooks);
	for (const incoming of ordered) {
		const key = keyOf(incoming.source);
		const find = (source: Source | null): Place | undefined =>
			source === null ? undefined : (byKey.get(keyOf(source)) ?? hooks.find(source));
		const known = byKey.get(key) ?? hooks.find(incoming.source);
		const parent = find(incoming.parent);
		const from = sharedWith(incoming, parent, find);
		const isElsewhere = from?.isElsewhere === true || (known && !sharesAsHere(incoming, known, from));
		const told = isElsewhere ? came.asWhole(incoming) : incoming;
		const place = { parent, from, came };
		const own = known
			? goneOn(told, isElsewhere ? asWhole(told, known) : known, place, hooks)
			: arrived(told, place, hooks);
		const arrival = {
			...own,
			...(isElsewhere && { isElsewhere }),
			awaits: parent || circular.has(incoming) ? null : incoming.parent,
		};
		arrivals.push(arrival);
		byKey.set(key, arrival);
	}
	return belowLaterParents(arrivals, byKey, hooks);
}

function sharedWith(
	{ shares }: IncomingSession,
	parent: Place | undefined,
	find: (source: Source | null) => Place | undefined,
): Place | undefined {
	if (shares === null) return undefined;
	if (shares === 'prefix' || (shares.from ?? null) === null) return parent;
	return find(shares.from ?? null);
}

/** Where a session that came in belongs. */
interface Placing {
	readonly parent: Place | undefined;
	/** Whose messages it shares. */
	readonly from: Place | undefined;
	readonly came: CameAlong;
}

function sharesAsHere({ shares }: IncomingSession, { forkPoint }: Place, from: Place | undefined): boolean {
	if (shares === null || shares === 'prefix' || !from) return forkPoint === null;
	const point = shares.after === null ? null : from.names.find(shares.after);
	return forkPoint?.sessionId === from.id && forkPoint.messageId === point;
}

/** What is here, by the names that it has where its whole transcript stands alone. */
function asWhole(incoming: IncomingSession, known: Place): Place {
	const { shares, messages } = incoming;
	const isFound = shares === 'prefix' && known.names.find(messages[0]?.id ?? '') !== undefined;
	const whole = known.forkPoint === null || isFound ? undefined : known.asWhole?.();
	if (!whole) return known;
	const { names, shared } = whole;
	if (shares === null || shares === 'prefix')
		for (const [name, here] of sharedAlone(incoming, shared, names)) names.own.set(name, here);
	return { ...known, names };
}

function goneOn(
	incoming: IncomingSession,
	known: Place,
	{ parent, came }: Placing,
	hooks: ArrangeHooks,
): Omit<Arrival, 'awaits'> {
	const { id, forkPoint } = known;
	// What is known stays as it is until all of this is written.
	const names = new MessageNames(known.names, undefined, { came, isSameSession: true });
	const own = new Adding(incoming, { names, came }, hooks);
	for (const message of incoming.messages) {
		const here = message.name === undefined ? names.find(message.id) : names.findOwn(message.name);
		const said = here === undefined ? undefined : known.ends?.get(here);
		// A message never changes: the longer one takes its place, and the one before stays beside it.
		if (here === undefined || (said !== undefined && saysMore(message, said, names))) own.add(message);
		else came.put(message, here);
	}
	return {
		incoming,
		id,
		names,
		isKnown: true,
		parentId: parent && parent.id !== id ? parent.id : null,
		forkPoint,
		fresh: own.fresh,
		knownCount: incoming.messages.length - own.fresh.length,
		head: own.head(),
	};
}

/** It is neither the same, nor what came before that was complete. */
function saysMore({ body }: IncomingMessage, said: string, names: MessageNames): boolean {
	const message = JSON.parse(body.text) as NewMessage;
	if (sayingOf(message) === said || isHalfOf(message, said)) return false;
	return names.findOwn(new ContentNames().next(message, { timed: true })) === undefined;
}

function arrived(
	incoming: IncomingSession,
	{ parent, from, came }: Placing,
	hooks: ArrangeHooks,
): Omit<Arrival, 'awaits'> {
	const { shares, messages } = incoming;
	const names = new MessageNames(from?.names, undefined, { came });
	const own = new Adding(incoming, { names, came }, hooks);
	for (const message of messages) {
		const isShared =
			shares === 'prefix' &&
			names.findAbove(message.id) !== undefined &&
			(message.after === null || !names.own.has(message.after));
		if (!isShared && !names.own.has(lastingName(message))) own.add(message);
	}
	const point = from && pointIn(incoming, names, hooks);
	// It goes its own way from the beginning, so that what it repeats on the side is its own, too.
	if (from && point === undefined) return arrived(incoming, { parent, from: undefined, came }, hooks);
	return {
		incoming,
		id: hooks.makeId(incoming),
		names,
		isKnown: false,
		parentId: parent?.id ?? null,
		forkPoint: from && point !== undefined ? { sessionId: from.id, messageId: point } : null,
		fresh: own.fresh,
		knownCount: messages.length - own.fresh.length,
		head: own.head(),
	};
}

/** The last message that it shares; undefined: it is no fork after all. */
function pointIn(
	{ shares, messages, head, relation, title }: IncomingSession,
	names: MessageNames,
	hooks: ArrangeHooks,
): string | null | undefined {
	if (shares === 'prefix') {
		const before = new Map(messages.map(({ id, after }) => [id, after]));
		let at = head ?? messages.at(-1)?.id ?? null;
		for (let steps = 0; at !== null && names.own.has(at) && steps <= messages.length; steps++)
			at = before.get(at) ?? null;
		const point = at === null ? undefined : names.findAbove(at);
		return point ?? (relation === 'fork' ? null : undefined);
	}
	const after = shares?.after ?? null;
	if (after === null) return null;
	const point = names.findAbove(after);
	if (point === undefined)
		hooks.warn(
			`“${title}”: the message that it was forked from is not there; its own messages are all it has`,
		);
	return point ?? null;
}

/** Gives messages their ids, each after one that is there. */
class Adding {
	readonly fresh: FreshMessage[] = [];
	readonly #incoming: IncomingSession;
	readonly #names: MessageNames;
	readonly #came: CameAlong;
	readonly #hooks: ArrangeHooks;
	#isMended = false;

	constructor(
		incoming: IncomingSession,
		{ names, came }: { readonly names: MessageNames; readonly came: CameAlong },
		hooks: ArrangeHooks,
	) {
		this.#incoming = incoming;
		this.#names = names;
		this.#came = came;
		this.#hooks = hooks;
	}

	add(message: IncomingMessage): void {
		const id = this.#hooks.makeId(this.#incoming, message);
		const after = message.after === null ? null : (this.#names.find(message.after) ?? this.#mended());
		this.#names.own.set(lastingName(message), id);
		this.#came.put(message, id);
		this.fresh.push({ id, after, message });
	}

	/** The message before it is missing: it goes on from the one that came before it. */
	#mended(): string | null {
		if (!this.#isMended) this.#hooks.warn(`“${this.#incoming.title}”: a message follows one that is missing`);
		this.#isMended = true;
		return this.fresh.at(-1)?.id ?? null;
	}

	head(): string | null {
		const { head } = this.#incoming;
		const found = head === null ? undefined : this.#names.find(head);
		return found ?? (head === null ? null : (this.fresh.at(-1)?.id ?? null));
	}
}

function backToItself({ title }: IncomingSession): string {
	return `“${title}”: its parents lead back to itself; it becomes a root`;
}

/** Puts sessions below parents that only came after them. */
function belowLaterParents(
	arrivals: readonly Arrival[],
	byKey: ReadonlyMap<string, Arrival>,
	{ warn }: Pick<ArrangeHooks, 'warn'>,
): readonly Arrival[] {
	const parents = new Map(arrivals.map(({ id, parentId }) => [id, parentId]));
	const isBelow = (id: string, above: string): boolean => {
		const seen = new Set<string>();
		let at: string | null = id;
		while (at !== null && at !== above && !seen.has(at)) {
			seen.add(at);
			at = parents.get(at) ?? null;
		}
		return at === above;
	};
	return arrivals.map((arrival) => {
		const { id, awaits, isKnown, incoming } = arrival;
		const parent = awaits && !isKnown ? byKey.get(keyOf(awaits)) : undefined;
		if (!parent) return arrival;
		const isCircle = isBelow(parent.id, id);
		if (isCircle) warn(backToItself(incoming));
		const parentId = isCircle ? null : parent.id;
		parents.set(id, parentId);
		return { ...arrival, parentId, awaits: null };
	});
}

function parentsFirst(
	sessions: readonly IncomingSession[],
	{ warn }: Pick<ArrangeHooks, 'warn'>,
): { readonly ordered: Iterable<IncomingSession>; readonly circular: ReadonlySet<IncomingSession> } {
	const byKey = new Map<string, IncomingSession>();
	for (const session of sessions) {
		const key = keyOf(session.source);
		if (!byKey.has(key)) byKey.set(key, session);
	}
	const above = ({ parent, shares, source }: IncomingSession): IncomingSession | undefined => {
		const from = shares !== null && shares !== 'prefix' ? (shares.from ?? parent) : parent;
		const next = from ?? parent;
		return next && keyOf(next) !== keyOf(source) ? byKey.get(keyOf(next)) : undefined;
	};
	const ordered = new Set<IncomingSession>();
	const circular = new Set<IncomingSession>();
	for (const session of sessions) {
		const chain: IncomingSession[] = [];
		const pending = new Set<IncomingSession>();
		let at: IncomingSession | undefined = session;
		while (at && !ordered.has(at) && !pending.has(at)) {
			chain.push(at);
			pending.add(at);
			at = above(at);
		}
		if (at && pending.has(at)) {
			const circle = chain.splice(chain.indexOf(at));
			// One that shares nothing can do without its parent until that came.
			const cut = circle.findIndex(({ shares }) => shares === null);
			if (cut < 0) {
				circular.add(at);
				ordered.add(at);
				warn(backToItself(at));
			}
			for (const each of [...circle.slice(cut + 1), ...circle.slice(0, cut + 1)].reverse()) ordered.add(each);
		}
		for (const each of chain.reverse()) ordered.add(each);
	}
	return { ordered, circular };
}

/** Tells sources apart. */
export function keyOf({ format, id }: Source): string {
	return JSON.stringify([format, id]);
}
