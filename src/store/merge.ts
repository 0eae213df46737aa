import { type Arrival, arrangeIncoming, keyOf, type Place } from './arrangeIncoming.js';
import { numberedAnew } from './contentNames.js';
import type { IncomingSession } from './incoming.js';
import type { KnownNames, Written } from './knownNames.js';
import { livingBySource, movesToParents, outsideTrash } from './mergePlaces.js';
import {
	headTo,
	inTurn,
	linesOf,
	markOf,
	newSnapshots,
	newFields,
	ownRecord,
	type Stamp,
	takenBack,
} from './mergeRecords.js';
import { MessageNames } from './messageNames.js';
import type { Source } from './model.js';
import { newId } from './newIds.js';
import type { MergeOptions, MergeResult } from './options.js';
import { type Draft, type LogLine, recordOf } from './plan.js';
import type { SessionRecord, SetRecord } from './records.js';
import type { SessionFold } from './sessionFold.js';
import type { StoreState } from './storeState.js';

export interface MergePlan extends Written {
	readonly op: string;
	readonly drafts: readonly Draft[];
	readonly result: MergeResult;
}

/** The sessions of a store that a merge asks for the names of their messages. */
export function foldsToName(state: StoreState, sessions: readonly IncomingSession[]): readonly SessionFold[] {
	const living = livingBySource(state);
	const found = new Set<SessionFold>();
	for (const { source, parent, shares } of sessions) {
		const from = shares !== null && shares !== 'prefix' ? shares.from : null;
		for (const asked of [source, parent, from]) {
			let at = asked ? living.get(keyOf(asked)) : undefined;
			while (at && !found.has(at)) {
				found.add(at);
				at = forkedFrom(state, at);
			}
		}
	}
	return [...found];
}

/** Plans what brings the sessions in. Throws `NamesUnknown`. */
export function planMerge(
	state: StoreState,
	names: KnownNames,
	sessions: readonly IncomingSession[],
	options: MergeOptions,
): MergePlan {
	const op = newId();
	const latest = new Map<string, number>();
	const stamp: Stamp = (session) => {
		const at = state.tick();
		latest.set(session, at);
		return { id: newId(), at, op };
	};
	const warnings: string[] = [];
	const living = livingBySource(state);
	const wanted = options.trashed === 'leave' ? outsideTrash(state, sessions, living) : sessions;
	const find = (source: Source): Place | undefined => {
		const fold = living.get(keyOf(source));
		if (!fold) return undefined;
		const forkPoint = fold.session?.forkPoint ?? null;
		return {
			id: fold.id,
			names: namesOf(state, names, fold),
			forkPoint,
			ends: names.of(fold).ends,
			asWhole: () => asWhole(state, names, fold),
		};
	};
	const arrivals = arrangeIncoming(wanted, {
		find,
		makeId: () => newId(),
		warn: (message) => void warnings.push(message),
	});
	const sources = new Set(wanted.map(({ source }) => keyOf(source)));
	const drafts = new Map<string, { records: Record[]; lines: Iterable<LogLine>[] }>();
	const draftOf = (id: string): { records: Record[]; lines: Iterable<LogLine>[] } => {
		const draft = drafts.get(id) ?? { records: [], lines: [] };
		drafts.set(id, draft);
		return draft;
	};
	const marks = new Map<string, ReadonlySet<string>>();
	/** Messages whose import was taken back, and that come back, by session. */
	const returned = new Map<string, number>();
	for (const arrival of arrivals) {
		const fold = state.folds.get(arrival.id);
		if (!arrival.isKnown) draftOf(arrival.id).records.push(ownRecord(arrival, options, stamp(arrival.id)));
		const { fresh } = arrival;
		const there = marks.get(arrival.id) ?? marksIn(fold);
		const snapshots = newSnapshots(arrival, there);
		marks.set(arrival.id, new Set([...there, ...snapshots.map(markOf)]));
		const { parent } = arrival.incoming;
		const isAlone = parent !== null && living.has(keyOf(parent)) && !sources.has(keyOf(parent));
		const fields = fold && newFields(arrival.incoming, fold, isAlone);
		if (fold && options.trashed === 'anew' && !drafts.has(arrival.id)) {
			const count = takenBack(arrival, fold);
			if (count > 0) draftOf(arrival.id).lines.push([headTo(arrival, fold, stamp(arrival.id))]);
			returned.set(arrival.id, count);
		}
		if (arrival.isKnown && fresh.length === 0 && snapshots.length === 0 && fields === undefined) continue;
		draftOf(arrival.id).lines.push(linesOf(arrival, fold, snapshots, fields, stamp));
	}
	for (const move of movesToParents(state, arrivals, living, options.parentId ?? null))
		draftOf(move.session).records.push({ ...move, ...stamp(move.session) });
	const created = arrivals.filter(({ isKnown }) => !isKnown);
	// A session that came twice was made by the first of them.
	const known = arrivals.filter(({ id }) => state.folds.has(id));
	const made = arrivals.filter(({ id }) => !state.folds.has(id));
	const back = [...returned.values()].reduce((all, count) => all + count, 0);
	const updated = new Set(
		known.flatMap(({ id, fresh }) => (fresh.length > 0 || (returned.get(id) ?? 0) > 0 ? id : [])),
	);
	return {
		op,
		latest,
		arrivals,
		drafts: written(drafts, options.signal),
		result: {
			operation: drafts.size === 0 ? null : op,
			sessionIds: [...new Set(arrivals.map(({ id }) => id))],
			created: created.map(({ id }) => id),
			updated: [...updated],
			messages: sum(made, ({ fresh }) => fresh.length),
			grown: sum(known, ({ fresh }) => fresh.length) + back,
			known: sum(known, ({ knownCount }) => knownCount) - back,
			warnings,
		},
	};
}

function marksIn(fold: SessionFold | undefined): ReadonlySet<string> {
	return new Set([...(fold?.snapshots.values() ?? [])].map(({ record }) => markOf(record)));
}

function sum(arrivals: readonly Arrival[], count: (arrival: Arrival) => number): number {
	return arrivals.reduce((all, arrival) => all + count(arrival), 0);
}

/** So many records are one line in the session's log; more become a log. */
const mostInLine = 500;

/** A few records for one session that is here go into its log, as any command's do. */
function written(
	drafts: ReadonlyMap<string, { readonly records: Record[]; readonly lines: Iterable<LogLine>[] }>,
	signal: AbortSignal | undefined,
): Draft[] {
	const all = [...drafts].map(([sessionId, { records, lines }]) => ({
		sessionId,
		records,
		lines: inTurn(lines, signal),
	}));
	const [only] = all;
	if (all.length !== 1 || !only || only.records[0]?.type === 'session') return all;
	const lines: LogLine[] = [];
	const more = only.lines[Symbol.iterator]();
	for (let next = more.next(); ; next = more.next()) {
		if (next.done) {
			const parsed = lines.map(recordOf);
			return [{ sessionId: only.sessionId, records: [...only.records, ...parsed] }];
		}
		lines.push(next.value);
		if (lines.length > mostInLine) break;
	}
	return [{ ...only, lines: inTurn([lines, { [Symbol.iterator]: () => more }]) }];
}

type Record = SessionRecord | SetRecord;

/** Of its own messages, and of those that it shares with the sessions that it was forked from. */
function namesOf(state: StoreState, known: KnownNames, fold: SessionFold): MessageNames {
	const above: SessionFold[] = [];
	const seen = new Set([fold.id]);
	for (let at = forkedFrom(state, fold); at && !seen.has(at.id); at = forkedFrom(state, at)) {
		above.push(at);
		seen.add(at.id);
	}
	let names: MessageNames | undefined;
	for (const each of above.reverse()) names = new MessageNames(names, known.of(each).own);
	return new MessageNames(names, known.of(fold).own);
}

/** What its messages are called where its whole transcript stands alone. */
function asWhole(
	state: StoreState,
	known: KnownNames,
	fold: SessionFold,
): { readonly names: MessageNames; readonly shared: readonly string[] } {
	const { own } = known.of(fold);
	const shared = state.tree.path(fold.id, fold.session?.forkPoint?.messageId ?? null);
	const above = new Map<string, string>();
	for (const owner of new Set(shared.map((node) => node.owner))) {
		const from = state.folds.get(owner);
		for (const [name, id] of from ? known.of(from).own : []) above.set(id, name);
	}
	const named = shared.map(({ id }): readonly [string, string] => [above.get(id) ?? id, id]);
	const names = new MessageNames(undefined, numberedAnew([...named, ...own]));
	return { names, shared: shared.map(({ id }) => id) };
}

function forkedFrom(state: StoreState, { session }: SessionFold): SessionFold | undefined {
	return state.folds.get(session?.forkPoint?.sessionId ?? '');
}
