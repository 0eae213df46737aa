import { errnoOf } from './files.js';
import { NotInMemory } from './messagePages.js';
import { inOrder } from './records.js';
import { SessionFold, type FoldedRecord, type LoggedRecord } from './sessionFold.js';

/** Folds a session from all its records, in whatever order and however often they come. */
export function foldSession(id: string, records: readonly LoggedRecord[]): SessionFold {
	return foldedAsTheyCome(id, records) ?? foldedInOrder(id, records);
}

/** Undefined when they come in another order than they count, or twice. */
function foldedAsTheyCome(id: string, records: readonly LoggedRecord[]): SessionFold | undefined {
	const fold = new SessionFold(id);
	let taken = 0;
	for (const record of records) {
		// It tells of its file, not of the session.
		if (record.type === 'log') continue;
		if (!fold.fits(record)) return undefined;
		fold.take(record);
		taken++;
	}
	return taken === fold.size ? fold : undefined;
}

function foldedInOrder(id: string, records: readonly LoggedRecord[]): SessionFold {
	const byId = new Map<string, FoldedRecord>();
	for (const record of records) {
		if (record.type === 'log') continue;
		const other = byId.get(record.id);
		if (!other || isLesser(record, other)) byId.set(record.id, record);
	}
	const fold = new SessionFold(id);
	for (const record of [...byId.values()].sort(inOrder)) fold.take(record);
	return fold;
}

/** Of two records with one id the lesser counts: by time, then by text. */
function isLesser(a: FoldedRecord, b: FoldedRecord): boolean {
	return a.at !== b.at ? a.at < b.at : compareTexts(a, b) < 0;
}

/** Whether a record that came again says the same as the one taken in. */
export function saysTheSame(a: LoggedRecord, b: LoggedRecord): boolean {
	return a === b || (a.at === b.at && compareTexts(a, b) === 0);
}

function compareTexts(a: LoggedRecord, b: LoggedRecord): number {
	try {
		const [one, other] = [textOf(a), textOf(b)];
		return one === other ? 0 : one < other ? -1 : 1;
	} catch (error) {
		// Its log went, or was replaced, since it was read: it is folded anew when that is noticed.
		if (error instanceof NotInMemory || errnoOf(error) !== undefined) return 0;
		throw error;
	}
}

function textOf(record: LoggedRecord): string {
	return JSON.stringify(record.type === 'message' ? record.record : record);
}
