import type { Files } from './files.js';
import type { Finding, Fix } from './finding.js';
import { lineHash, linesOf } from './fileLines.js';
import { textsIn, type LogScan, type Place, type PlacedMessage, type PlacedRecord } from './logScan.js';
import type { Pace } from './pace.js';
import { inOrder, type SessionRecord } from './records.js';
import { purgedSizes } from './purgedSizes.js';
import { foldSession } from './foldSession.js';
import type { SessionFold } from './sessionFold.js';

/** A finding before it is known whether its session can be written to. */
export interface Draft extends Omit<Finding, 'sessionId'> {
	/** A sentence about the fix, for where it is possible. */
	readonly offer?: string;
}

/** A message whose predecessor does not lie in its own session before it. */
export type Gap = PlacedMessage & { readonly after: string };

/** What is kept of a session to check what it has to do with others. */
export interface SessionFacts {
	readonly id: string;
	/** All but its messages. */
	readonly fold: SessionFold;
	/** Stamps of its messages by id. */
	readonly messages: ReadonlyMap<string, number>;
	readonly gaps: readonly Gap[];
	/** By id. */
	readonly places: ReadonlyMap<string, PlacedRecord>;
	/** Where it ends, when the last word on that is a `head` record. */
	readonly movedTo?: { readonly messageId: string; readonly place: Place };
	readonly head: string | null;
	/** The stamp of its latest record; a log's own counts. */
	readonly latestAt: number;
	/** Its files, with what was read of them in bytes. */
	readonly logs: readonly { readonly name: string; readonly path: string; readonly size: number }[];
	/** Its latest message. */
	readonly latest: string | undefined;
	readonly newerVersion: boolean;
	readonly findings: readonly Draft[];
	/** Findings left out because there are too many, by file. */
	readonly more: readonly { readonly file: string; readonly count: number }[];
}

/** Whether there is more of it than what a purge leaves. */
export function isThere({ fold, messages }: SessionFacts): boolean {
	return fold.session?.title !== undefined || messages.size > 0;
}

/** Checks the logs of one session by themselves. Rejects with what the file system throws. */
export async function checkSession(
	files: Files,
	id: string,
	scans: readonly LogScan[],
	pace: Pace,
): Promise<SessionFacts> {
	const purged = purgedSizes(scans);
	const living = scans.filter(({ name, size }) => size > (purged.get(name) ?? -1));
	const placed = living.flatMap((scan) => scan.placed);
	const fold = foldSession(
		id,
		placed.map(({ record }) => record),
	);
	const findings: Draft[] = scans.flatMap((scan) => aboutPurge(scan, purged.get(scan.name)));
	const { messages, gaps, latest, twice } = messagesOf(living);
	const flaws = [
		...living.flatMap((scan) => [...scan.flaws, ...aboutHeader(scan)]),
		...differingRecords(placed),
		...twoBeginnings(placed),
		...(twice.size > 0 ? await differingMessages(files, living, twice, pace) : []),
	];
	for (const { hash, ...flaw } of flaws) {
		if (fold.accepted.has(hash)) continue;
		const fix: Fix = { type: 'acceptLine', sessionId: id, line: hash };
		findings.push(hash === '' ? flaw : { ...flaw, fix });
	}
	return {
		id,
		fold,
		messages,
		gaps,
		places: new Map(placed.map((each) => [each.record.id, each])),
		...endOf(placed, latest),
		latestAt: latestOf(placed, latest),
		logs: scans.map(({ log: { name, path }, size }) => ({ name, path, size })),
		latest: latest?.id,
		newerVersion: living.some(({ newerVersion }) => newerVersion),
		findings,
		more: living.flatMap(({ log: { file }, moreFlaws: count }) => (count > 0 ? { file, count } : [])),
	};
}

interface Flawed extends Draft {
	/** Empty: there is no line to accept. */
	readonly hash: string;
}

function messagesOf(living: readonly LogScan[]): {
	readonly messages: ReadonlyMap<string, number>;
	readonly gaps: readonly Gap[];
	readonly latest: PlacedMessage | undefined;
	readonly twice: ReadonlySet<string>;
} {
	const messages = new Map<string, number>();
	const twice = new Set<string>();
	let latest: PlacedMessage | undefined;
	for (const { messages: found } of living) {
		for (const message of found) {
			const known = messages.get(message.id);
			if (known !== undefined) twice.add(message.id);
			// Of two records with one id the lesser counts.
			if (known === undefined || message.at < known) messages.set(message.id, message.at);
			if (!latest || inOrder(latest, message) < 0) latest = message;
		}
	}
	const gaps: Gap[] = [];
	for (const { messages: found } of living) {
		for (const message of found) {
			const { after } = message;
			if (after === null || isEarlier(messages, after, message)) continue;
			gaps.push({ ...message, after });
		}
	}
	return { messages, gaps, latest, twice };
}

/** Whether a session has a message that comes before another. */
export function isEarlier(
	messages: ReadonlyMap<string, number>,
	id: string,
	than: { readonly at: number; readonly id: string },
): boolean {
	const at = messages.get(id);
	return at !== undefined && inOrder({ at, id }, than) < 0;
}

function aboutPurge({ log: { file }, size }: LogScan, upTo: number | undefined): readonly Draft[] {
	if (upTo === undefined || size === 0) return [];
	if (size > upTo) {
		const message =
			'This log grew after its session was deleted permanently, in another clone or window: what came since lies in the trash. Restore it from there, or delete it permanently again.';
		return [{ kind: 'outgrown-purge', severity: 'info', file, line: 1, message }];
	}
	const message =
		'The session of this log was deleted permanently, but its text is still in the file. The next write to this folder empties it, and so does the fix.';
	return [
		{ kind: 'unfinished-purge', severity: 'warning', file, line: 1, message, fix: { type: 'clearUp' } },
	];
}

function aboutHeader(scan: LogScan): readonly Flawed[] {
	const { log, size, hasHeader, newerVersion, flaws } = scan;
	const place = { file: log.file, line: 1, hash: '' };
	if (newerVersion) {
		const message =
			'A newer version of Session Hierarchy wrote this log. It is read as far as it is understood, and its session is not written to. Update the extension to change it.';
		return [{ ...place, kind: 'newer-version', severity: 'warning', message }];
	}
	if (size === 0) {
		const message =
			'This log is empty and no purge names it: it was never begun, or emptied in another clone whose files are still to come. It does no harm.';
		return [{ ...place, kind: 'no-header', severity: 'info', message }];
	}
	if (hasHeader || flaws.some(({ line }) => line === 1)) return [];
	const message =
		'This log does not begin with a record of its own. What it says counts, but nothing more is written to it.';
	return [{ ...place, kind: 'no-header', severity: 'info', message }];
}

function differingRecords(placed: readonly PlacedRecord[]): readonly Flawed[] {
	const first = new Map<string, PlacedRecord>();
	return placed.flatMap((each) => {
		const { record, file, line, hash } = each;
		const other = first.get(record.id);
		if (!other) first.set(record.id, each);
		if (
			!other ||
			JSON.stringify(record) === JSON.stringify(other.record) ||
			isStub(record) !== isStub(other.record)
		)
			return [];
		return [differing({ file, line, hash }, other)];
	});
}

/** What a purge leaves of a session's own record, under its id. */
function isStub(record: PlacedRecord['record']): boolean {
	return record.type === 'session' && record.title === undefined;
}

/** Reads the lines again that hold messages with ids that were found twice. */
async function differingMessages(
	files: Files,
	scans: readonly LogScan[],
	twice: ReadonlySet<string>,
	pace: Pace,
): Promise<readonly Flawed[]> {
	const first = new Map<string, Place & { readonly text: string }>();
	const found: Flawed[] = [];
	for (const { log, messages } of scans) {
		const lines = new Set(messages.flatMap(({ id, line }) => (twice.has(id) ? line : [])));
		if (lines.size === 0) continue;
		for (const { bytes, number: line } of linesOf(files, log.path)) {
			if (pace.isDue) await pace.rest();
			if (!lines.has(line)) continue;
			for (const [id, text] of textsIn(bytes, twice)) {
				const other = first.get(id);
				const place = { file: log.file, line };
				if (!other) first.set(id, { ...place, text });
				else if (other.text !== text) found.push(differing({ ...place, hash: lineHash(bytes) }, other));
			}
		}
	}
	return found;
}

function differing(place: Place & { readonly hash: string }, other: Place): Flawed {
	const where = other.file === place.file ? '' : ` of ${other.file}`;
	const message = `Another record with the same id says something else (line ${String(other.line)}${where}). The one with the earlier stamp counts, else the one whose text sorts first; the other is passed over.`;
	return { ...place, kind: 'duplicate-id', severity: 'warning', message };
}

function twoBeginnings(placed: readonly PlacedRecord[]): readonly Flawed[] {
	const begun = new Map<string, PlacedRecord & { readonly record: SessionRecord }>();
	for (const each of placed) {
		const { record } = each;
		if (record.type === 'session' && !isStub(record) && !begun.has(record.id))
			begun.set(record.id, { ...each, record });
	}
	const [first, ...others] = [...begun.values()].sort((a, b) => inOrder(a.record, b.record));
	return others.map(({ file, line, hash, record }) => ({
		kind: 'duplicate-session',
		severity: 'warning',
		file,
		line,
		hash,
		message: `Two sessions were begun under one id: “${record.title ?? ''}” here and “${first?.record.title ?? ''}” in line ${String(first?.line)} of ${first?.file ?? ''}, probably in two clones. They are shown as one; what is not on its path is a branch that can be made a fork.`,
	}));
}

function latestOf(placed: readonly PlacedRecord[], latest: PlacedMessage | undefined): number {
	return placed.reduce((at, { record }) => Math.max(at, record.at), latest?.at ?? 0);
}

interface End {
	readonly head: string | null;
	readonly movedTo?: NonNullable<SessionFacts['movedTo']>;
}

/** What has the last word on where the session ends: a message, a `head` record, or a fork's own. */
function endOf(placed: readonly PlacedRecord[], latest: PlacedMessage | undefined): End {
	let last: PlacedRecord | undefined;
	for (const each of placed) {
		const { record } = each;
		if (record.type !== 'head' && !(record.type === 'session' && record.forkPoint)) continue;
		if (!last || inOrder(last.record, record) < 0) last = each;
	}
	if (!last || (latest && inOrder(last.record, latest) < 0)) return { head: latest?.id ?? null };
	const { record, file, line } = last;
	if (record.type === 'session') return { head: record.forkPoint?.messageId ?? null };
	const to = record.type === 'head' ? record.to : null;
	return to === null ? { head: to } : { head: to, movedTo: { messageId: to, place: { file, line } } };
}
