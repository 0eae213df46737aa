import { isUtf8 } from 'node:buffer';
import type { Files } from './files.js';
import type { FindingKind } from './finding.js';
import { lineHash, linesOf, type FileLine } from './fileLines.js';
import type { Pace } from './pace.js';
import { asRecord, formatVersion, type MessageRecord, type StoreRecord } from './records.js';

/** So many flaws of one log are kept; of more, how many there are. */
const keptFlaws = 1000;

/** Where a record lies. */
export interface Place {
	/** Path inside the store's folder. */
	readonly file: string;
	/** 1 for the first. */
	readonly line: number;
}

/** A line that is not as it should be, and can be accepted as it is. */
export interface Flaw extends Place {
	readonly kind: FindingKind;
	readonly severity: 'warning' | 'info';
	readonly message: string;
	readonly hash: string;
}

export interface PlacedRecord extends Place {
	readonly record: Exclude<StoreRecord, MessageRecord>;
	/** The `lineHash` of its line. */
	readonly hash: string;
}

/** What the check keeps of a message. */
export interface PlacedMessage extends Place {
	readonly id: string;
	readonly at: number;
	readonly after: string | null;
}

/** A log to be read. */
export interface LogPlace {
	readonly name: string;
	readonly sessionId: string;
	/** Path inside the store's folder. */
	readonly file: string;
	/** Path on disk. */
	readonly path: string;
}

/** What one log says, with the lines where it says so. */
export class LogScan {
	readonly log: LogPlace;
	readonly placed: PlacedRecord[] = [];
	readonly messages: PlacedMessage[] = [];
	readonly flaws: Flaw[] = [];
	moreFlaws = 0;
	/** Bytes. */
	size = 0;
	hasHeader = false;
	newerVersion = false;

	constructor(log: LogPlace) {
		this.log = log;
	}

	get name(): string {
		return this.log.name;
	}

	get records(): readonly StoreRecord[] {
		return this.placed.map(({ record }) => record);
	}

	take(line: FileLine): void {
		const { bytes, number, ended } = line;
		this.size += bytes.length + (ended ? 1 : 0);
		let values: readonly unknown[];
		try {
			values = valuesOf(bytes);
			// All or none: a line counts as a whole.
			const records = values.map((value) => [value, asRecord(value)] as const);
			for (const [value, record] of records) this.#takeRecord(line, value, record);
		} catch (error) {
			this.#addUnreadable(line, error);
			return;
		}
		if (number === 1) this.hasHeader = this.placed.some(({ record }) => record.type === 'log');
	}

	#takeRecord(line: FileLine, value: unknown, record: StoreRecord | undefined): void {
		const place = { file: this.log.file, line: line.number };
		if (!record) {
			const { type } = value as { readonly type: string };
			this.#add(
				line,
				'unknown-record',
				'info',
				`A record of the unknown kind “${type.slice(0, 80)}”, perhaps of a newer version. It is kept and passed over.`,
			);
			return;
		}
		if (record.type === 'message') {
			const { id, at, after } = record;
			this.messages.push({ ...place, id, at, after });
			return;
		}
		if (record.session !== this.log.sessionId) {
			this.#add(
				line,
				'stray-record',
				'info',
				`A record of another session, “${record.session.slice(0, 80)}”, has strayed into this log. It is kept and passed over.`,
			);
			return;
		}
		if (record.type === 'log' && record.v > formatVersion) this.newerVersion = true;
		this.placed.push({ ...place, record, hash: lineHash(line.bytes) });
	}

	#addUnreadable(line: FileLine, error: unknown): void {
		if (!line.ended) {
			this.#add(
				line,
				'torn-line',
				'warning',
				'The last line breaks off. It was never acknowledged, or is just being written. The next write to this log closes it.',
			);
			return;
		}
		if (error instanceof SyntaxError && breaksOff(line.bytes)) {
			this.#add(
				line,
				'torn-line',
				'warning',
				'This line breaks off: a crash tore it before it was acknowledged. It is kept and passed over.',
			);
			return;
		}
		const reason = error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message;
		this.#add(
			line,
			'unreadable-line',
			'warning',
			`This line cannot be read (${reason}). It is kept and passed over.`,
		);
	}

	#add(line: FileLine, kind: FindingKind, severity: Flaw['severity'], message: string): void {
		if (this.flaws.length >= keptFlaws) {
			this.moreFlaws++;
			return;
		}
		const { file } = this.log;
		this.flaws.push({ kind, severity, file, line: line.number, message, hash: lineHash(line.bytes) });
	}
}

/** Reads a log from its beginning. Rejects with what the file system throws. */
export async function scanLog(files: Files, log: LogPlace, pace: Pace): Promise<LogScan> {
	const scan = new LogScan(log);
	for (const line of linesOf(files, log.path)) {
		scan.take(line);
		if (pace.isDue) await pace.rest();
	}
	return scan;
}

/** The values that a line holds. Throws `SyntaxError` when it is not JSON, `TypeError` when it is not UTF-8. */
function valuesOf(line: Buffer): readonly unknown[] {
	const text = line.toString('utf8');
	if (text.trim() === '') return [];
	if (text.includes('\uFFFD') && !isUtf8(line)) throw new TypeError('it is not UTF-8');
	const value = JSON.parse(text) as unknown;
	return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

/** The messages of a line that have one of the ids, as text; none of a line that cannot be read. */
export function textsIn(line: Buffer, ids: ReadonlySet<string>): ReadonlyMap<string, string> {
	try {
		const messages = valuesOf(line).flatMap((value) => {
			const record = asRecord(value);
			return record?.type === 'message' && ids.has(record.id) ? record : [];
		});
		return new Map(messages.map((record) => [record.id, JSON.stringify(record)]));
	} catch {
		return new Map();
	}
}

function breaksOff(line: Buffer): boolean {
	const [first, last] = [line[0], line.at(-1)];
	return (first === 0x7b && last !== 0x7d) || (first === 0x5b && last !== 0x5d);
}
