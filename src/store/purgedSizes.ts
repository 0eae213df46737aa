import type { PurgeRecord } from './records.js';

interface Log {
	readonly name: string;
	readonly records: readonly (PurgeRecord | { readonly type: string })[];
}

/** By name, how long a log may be to have been purged. */
export function purgedSizes(logs: readonly Log[]): ReadonlyMap<string, number> {
	const sizes = new Map<string, number>();
	for (const { name: own, records } of logs) {
		for (const record of records) {
			if (!isPurge(record)) continue;
			for (const { name, size } of record.logs) {
				// One that names its own log would erase itself, and bring back the others.
				if (name !== own) sizes.set(name, Math.max(size, sizes.get(name) ?? 0));
			}
		}
	}
	return sizes;
}

function isPurge(record: Log['records'][number]): record is PurgeRecord {
	return record.type === 'purge';
}
