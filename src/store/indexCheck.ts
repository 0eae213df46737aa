import { relative, sep } from 'node:path';
import type { Files } from './files.js';
import type { Finding } from './finding.js';
import type { Pace } from './pace.js';
import type { SessionFacts } from './sessionCheck.js';
import { indexPath, readIndex, type IndexedSession, type Known } from './sessionIndex.js';

/** Lines of the index before those of its sessions. */
const opening = 2;

/**
 * Checks the index of a store against its logs. That it knows nothing of some, or something older, is no fault: what it
 * says counts only for files that are still what they were.
 */
export async function checkIndex(
	folder: string,
	files: Files,
	facts: ReadonlyMap<string, SessionFacts>,
	pace: Pace,
): Promise<readonly Finding[]> {
	if (!files.stat(indexPath(folder))) return [];
	const index = readIndex(files, folder);
	if (!index) return [finding(folder, 1, 'The index of the sessions is damaged, and is not used.')];
	const found: Finding[] = [];
	let line = opening;
	for (const indexed of index) {
		line++;
		if (pace.isDue) await pace.rest();
		const one = facts.get(indexed.id);
		if (!one || !isOfSameFiles(indexed, one, files) || saysTheSame(indexed, one)) continue;
		found.push(
			finding(folder, line, `The index says something else of “${one.fold.title}” than its logs do.`),
		);
	}
	return found;
}

function finding(folder: string, line: number, what: string): Finding {
	const message = `${what} It is a cache that spares the reading of the logs: the fix removes it, and it is made anew from them.`;
	const file = relative(folder, indexPath(folder)).replaceAll(sep, '/');
	return { kind: 'stale-index', severity: 'warning', file, line, message, fix: { type: 'removeIndex' } };
}

/** Whether the index speaks of the very files that were checked. */
function isOfSameFiles(indexed: IndexedSession, { logs }: SessionFacts, files: Files): boolean {
	if (!indexed.hasAsMany(logs.length)) return false;
	return logs.every(({ name, path, size }) => {
		const key = files.stat(path);
		return key?.size === size && indexed.knows(name, key);
	});
}

function saysTheSame(indexed: IndexedSession, { fold, head, latestAt }: SessionFacts): boolean {
	try {
		const { head: end, latestAt: at, journal } = indexed.known() as Partial<Known>;
		if (at !== latestAt || indexed.latestAt !== latestAt) return false;
		return end === head && JSON.stringify(journal) === JSON.stringify(fold.journal);
	} catch {
		return false;
	}
}
