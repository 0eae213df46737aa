import { type Draft, type PathTurn, counted, liveStart, messageOf, named, turnsOf } from './praisonDraft.js';
import type { PraisonTurn } from './praisonMessage.js';
import type { FormatWarning } from './source.js';

interface Overlap {
	/** Where on the parent's path the session's first message lies. */
	readonly from: number;
	readonly count: number;
}

/** Gives each session its path; what it shares with its parent stands once. Parents come first. */
export function linkPaths(drafts: readonly Draft[], warnings: FormatWarning[]): void {
	const positions = new Map<Draft, ReadonlyMap<string, number>>();
	const here = new Set(drafts.map(({ file }) => file.id));
	for (const draft of drafts) {
		const { parent } = draft;
		let overlap: Overlap = { from: 0, count: 0 };
		if (parent) {
			overlap = trimToRecorded(draft, parent, findOverlap(turnsOf(draft), parent, positions));
			decideRelation(draft, parent, overlap, warnings);
			if (draft.relation === 'child') overlap = { from: 0, count: 0 };
		} else if (isForkOfOther(draft, here)) draft.relation = 'fork';
		setPath(draft, overlap);
	}
}

/** Of a session that may come one day. */
function isForkOfOther({ file: { parentId, forkedFrom } }: Draft, here: ReadonlySet<string>): boolean {
	return parentId !== null && forkedFrom !== null && !here.has(parentId);
}

/** PraisonAI may have cut off either head, so the beginnings need not meet. */
function findOverlap(
	turns: readonly PraisonTurn[],
	parent: Draft,
	positions: Map<Draft, ReadonlyMap<string, number>>,
): Overlap {
	const first = turns[0];
	const { path } = parent;
	if (!first || path.length === 0) return { from: 0, count: 0 };
	let from: number | undefined = 0;
	if (first.key !== path[0]?.turn.key) {
		// Without a time, equal messages may be two messages.
		if (first.time === undefined) return { from: 0, count: 0 };
		const known = positions.get(parent) ?? new Map(path.map(({ turn }, i) => [turn.key, i]));
		positions.set(parent, known);
		from = known.get(first.key);
	}
	if (from === undefined) return { from: 0, count: 0 };
	let count = 0;
	while (count < turns.length && turns[count]?.key === path[from + count]?.turn.key) count++;
	return { from, count };
}

/** Messages after the recorded point may be equal by chance; they are the fork's own. */
function trimToRecorded(draft: Draft, parent: Draft, overlap: Overlap): Overlap {
	const recorded = recordedIndex(draft);
	const { from, count } = overlap;
	if (recorded === undefined || recorded < 0 || fits(parent, overlap, recorded)) return overlap;
	const end = liveStart(parent) + recorded + 1;
	return end > from && end < from + count ? { from, count: end - from } : overlap;
}

/** The index counted the parent's messages then; since, either list may have lost or archived some. */
function fits(parent: Draft, { from, count }: Overlap, recorded: number): boolean {
	const end = from + count - 1;
	return end === liveStart(parent) + recorded || end === recorded || count === recorded + 1;
}

function decideRelation(draft: Draft, parent: Draft, overlap: Overlap, warnings: FormatWarning[]): void {
	const { from, count } = overlap;
	const recorded = draft.file.forkedFrom;
	if (recorded === null && !provesFork(turnsOf(draft).slice(0, count))) return;
	draft.relation = 'fork';
	const last = count === 0 ? null : (parent.path[from + count - 1]?.message.id ?? null);
	draft.forkPoint = { sessionId: parent.id, messageId: last };
	const index = recordedIndex(draft);
	if (recorded === null || (index === -1 && count === 0)) return;
	if (index !== undefined && count > 0 && fits(parent, overlap, index)) return;
	const was = index === undefined ? recorded : `number ${(index + 1).toString()}`;
	const now =
		count === 0
			? 'they share none, so all of its messages are its own'
			: `they share ${counted(count, 'message')}, and the fork now begins after those`;
	warnings.push({
		path: draft.file.path,
		message: `${named(draft)} was forked from message ${was} of ${named(parent)}, and that no longer fits: ${now}`,
	});
}

/** A child may be given its parent's system prompt; only a fork has its other messages, or their times. */
function provesFork(shared: readonly PraisonTurn[]): boolean {
	return shared.some(({ message, time }) => time !== undefined || message.role !== 'system');
}

function setPath(draft: Draft, { from, count }: Overlap): void {
	const path: PathTurn[] = count === 0 ? [] : (draft.parent?.path.slice(0, from + count) ?? []);
	draft.sharedCount = path.length;
	draft.start = (count === 0 ? 0 : from) + draft.lost.length;
	turnsOf(draft).forEach((turn, i) => {
		if (i < count) return;
		path.push({ turn, message: messageOf(turn, draft, i, path.at(-1)?.message) });
	});
	draft.path = path;
}

function recordedIndex({ file }: Draft): number | undefined {
	return /^-?\d{1,9}$/.test(file.forkedFrom ?? '') ? Number(file.forkedFrom) : undefined;
}
