import type { Everything } from './everything.js';

export interface CountingLine {
	/** Of its first byte in the file. */
	readonly offset: number;
	/** A character a byte. */
	readonly text: string;
	/**
	 * Whether it says something, and all that it says is to be seen in what the store tells. Undefined: nobody can tell,
	 * as its whole session is not to be seen, or another line has a record with the same id.
	 */
	readonly counts: boolean | undefined;
}

const known = new Set(['log', 'session', 'message', 'snapshot', 'head', 'set', 'delete', 'restore', 'purge']);

/** The lines of a session's only log that are not blank, judged without the store's own reader. */
export function countingLines(
	bytes: Buffer,
	session: string,
	everything: Everything,
): readonly CountingLine[] {
	const seen = new Set(everything.operations.map(({ id }) => id));
	const shown = everything.sessions.find(({ id }) => id === session);
	for (const { id } of shown?.transcript ?? []) seen.add(id);
	for (const { path } of shown?.branches ?? []) for (const id of path) seen.add(id);
	const lines = bytes.toString('latin1').split('\n');
	let offset = 0;
	const parsed = lines.map((text) => {
		const line = { offset, text, records: recordsOf(Buffer.from(text, 'latin1')) };
		offset += text.length + 1;
		return line;
	});
	const shownIds = new Set<unknown>();
	const twins = new Set<unknown>();
	const met = new Set<unknown>();
	for (const { id, op, type } of parsed.flatMap(({ records }) => records ?? [])) {
		if (seen.has(String(type === 'message' ? id : op))) shownIds.add(id);
		if (met.has(id)) twins.add(id);
		met.add(id);
	}
	const counts = ({ type, id, session: of }: Fields): boolean | undefined => {
		if (!known.has(String(type))) return true;
		if (type !== 'message' && of !== session) return false;
		if (type === 'log' && !twins.has(id)) return true;
		if (!shown || (twins.has(id) && (type === 'log' || shownIds.has(id)))) return undefined;
		return shownIds.has(id);
	};
	return parsed
		.filter(({ records }) => records?.length !== 0)
		.map(({ offset, text, records }) => {
			const each = records?.map(counts) ?? [false];
			return {
				offset,
				text,
				counts: each.includes(false) ? false : each.includes(undefined) ? undefined : true,
			};
		});
}

type Fields = Readonly<Record<string, unknown>>;

/** Undefined: no records. None: nothing is said. */
function recordsOf(line: Buffer): readonly Fields[] | undefined {
	try {
		const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line);
		if (text.trim() === '') return [];
		const value = JSON.parse(text) as unknown;
		const values = Array.isArray(value) ? (value as readonly unknown[]) : [value];
		return values.every(isRecord) ? values : undefined;
	} catch {
		return undefined;
	}
}

function isRecord(value: unknown): value is Fields {
	if (typeof value !== 'object' || value === null) return false;
	const { type, id, op, at } = value as Fields;
	const isId = (each: unknown): boolean => typeof each === 'string' && each !== '';
	return typeof type === 'string' && isId(id) && isId(op) && Number.isSafeInteger(at) && Number(at) > 0;
}
