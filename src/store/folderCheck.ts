import { join } from 'node:path';
import { errnoOf, type Files } from './files.js';
import type { CheckOptions, CheckReport, Finding } from './finding.js';
import { checkIndex } from './indexCheck.js';
import { deadImport } from './leftovers.js';
import { LinkCheck } from './linkCheck.js';
import { isLockedByLiving } from './lock.js';
import { arrival, localFolder } from './logFolder.js';
import { scanLog, type LogPlace, type LogScan } from './logScan.js';
import { sessionOfLog } from './newIds.js';
import { Pace } from './pace.js';
import { checkSession, isThere, type SessionFacts } from './sessionCheck.js';

/** Of one kind in one file so many are told one by one. */
const toldPerFile = 100;
/** How the name of a file ends that a person set aside. */
const asideEnding = '.aside';
/** What operating systems leave in every folder that they show. */
const litter = new Set(['Thumbs.db', 'desktop.ini']);

/**
 * Reads a store's folder as it is now and tells what is not as it should be. Takes no lock, writes nothing, and knows
 * nothing of what an open store has read. Rejects with the signal's reason, and with what the file system throws when
 * the folder itself cannot be read.
 */
export async function checkFolder(
	folder: string,
	files: Files,
	{ signal, onProgress }: CheckOptions = {},
): Promise<CheckReport> {
	const pace = new Pace(signal);
	const found: Finding[] = [];
	const places = listLogs(folder, files, found);
	const logs = [...places].sort((a, b) => (a.name < b.name ? -1 : 1));
	const bySession = new Map<string, LogPlace[]>();
	for (const log of logs) {
		const others = bySession.get(log.sessionId);
		if (others) others.push(log);
		else bySession.set(log.sessionId, [log]);
	}
	found.push(...clashes(bySession));
	const facts = new Map<string, SessionFacts>();
	const unread = new Set<string>();
	let done = 0;
	for (const [id, ofSession] of bySession) {
		const one = await checkLogs(files, id, ofSession, pace, found);
		if (one) facts.set(id, one);
		else unread.add(id);
		onProgress?.((done += ofSession.length), logs.length);
		if (pace.isDue) await pace.rest();
	}
	const links = new LinkCheck(facts, unread);
	for (const one of facts.values()) {
		found.push(...links.of(one));
		if (pace.isDue) await pace.rest();
	}
	found.push(...(await checkIndex(folder, files, facts, pace)));
	const there = [...facts.values()].filter(isThere);
	return {
		sessions: there.length,
		messages: there.reduce((sum, { messages }) => sum + messages.size, 0),
		findings: told(found, [...facts.values()]),
	};
}

/** Undefined when one of the logs cannot be read. */
async function checkLogs(
	files: Files,
	id: string,
	logs: readonly LogPlace[],
	pace: Pace,
	found: Finding[],
): Promise<SessionFacts | undefined> {
	const scans: LogScan[] = [];
	let isWhole = true;
	for (const log of logs) {
		try {
			scans.push(await scanLog(files, log, pace));
		} catch (error) {
			// Gone since it was listed: a checkout replaced it, or an import's log was moved up.
			if (mustBeOfDisk(error) === 'ENOENT') continue;
			isWhole = false;
			found.push(unreadable(log, error));
		}
	}
	if (!isWhole) return undefined;
	try {
		return await checkSession(files, id, scans, pace);
	} catch (error) {
		mustBeOfDisk(error);
		if (logs[0]) found.push(unreadable(logs[0], error));
		return undefined;
	}
}

/** Gives the code of a file system error; throws any other again. */
function mustBeOfDisk(error: unknown): string {
	const code = errnoOf(error);
	if (code === undefined) throw error;
	return code;
}

function unreadable({ file, sessionId }: LogPlace, error: unknown): Finding {
	const message = `This file cannot be read (${(error as Error).message}), so nothing is known of what it holds. Nothing is lost by that; see to it that the file can be read.`;
	return { kind: 'unreadable-file', severity: 'error', file, line: 1, sessionId, message };
}

function listLogs(folder: string, files: Files, found: Finding[]): Iterable<LogPlace> {
	const logs = new Map<string, LogPlace>();
	for (const within of [...arrivals(folder, files, found), '']) {
		for (const name of files.list(join(folder, within))) {
			const sessionId = sessionOfLog(name);
			const file = within === '' ? name : `${within}/${name}`;
			if (sessionId !== undefined) {
				logs.set(name, { name, sessionId, file, path: join(folder, within, name) });
			} else if (within === '' && !isOurs(name)) {
				found.push(strange(name, files, folder));
			}
		}
	}
	return logs.values();
}

function isOurs(name: string): boolean {
	return name.startsWith('.') || name.endsWith(asideEnding) || litter.has(name);
}

function strange(name: string, files: Files, folder: string): Finding {
	const to = `${name}${asideEnding}`;
	const message =
		'This is no log: its name is not “<session id>.<10 of 0-9a-z>.jsonl”, so that it is passed over. If it is a copy of a log, give it such a name and it is read; if it is a session of another format, import it. The fix sets it aside under another name.';
	const finding = { kind: 'unknown-file', severity: 'info', file: name, line: 1, message } as const;
	if (files.stat(join(folder, to))) return finding;
	return { ...finding, fix: { type: 'renameFile', from: name, to } };
}

/** Folders of finished imports, as paths inside the store's. Tells of those that were never finished. */
function arrivals(folder: string, files: Files, found: Finding[]): readonly string[] {
	const local = join(folder, localFolder);
	try {
		const names = files.list(local).filter((name) => deadImport.test(name) || arrival.test(name));
		// Only who holds the lock imports, and is about to clear this up.
		if (!isLockedByLiving(files, local)) {
			for (const name of names) found.push(leftover(name, files.list(join(local, name))));
		}
		return names.filter((name) => arrival.test(name)).map((name) => `${localFolder}/${name}`);
	} catch (error) {
		mustBeOfDisk(error);
		const message = `The folder of locks and caches cannot be read (${(error as Error).message}), and perhaps not be written to, which every change needs. It may be deleted at any time.`;
		found.push({ kind: 'unreadable-file', severity: 'error', file: localFolder, line: 1, message });
		return [];
	}
}

function leftover(name: string, [inside]: readonly string[]): Finding {
	const message = deadImport.test(name)
		? 'An import was interrupted before it counted, and left copies of what it was to bring. They were never part of the sessions. The next write to this folder removes them, and so does the fix.'
		: 'An import was interrupted after it counted: its logs are read from here. The next write to this folder moves them to their place, and so does the fix.';
	const file = [localFolder, name, ...(inside === undefined ? [] : [inside])].join('/');
	return { kind: 'unfinished-import', severity: 'info', file, line: 1, message, fix: { type: 'clearUp' } };
}

function clashes(bySession: ReadonlyMap<string, readonly LogPlace[]>): readonly Finding[] {
	const byLower = new Map<string, string>();
	return [...bySession].flatMap(([id, [log]]): Finding | readonly Finding[] => {
		const other = byLower.get(id.toLowerCase());
		if (other === undefined) byLower.set(id.toLowerCase(), id);
		if (other === undefined || !log) return [];
		const message = `The ids of this session and of “${other}” differ by upper and lower case only: where file names make no such difference (Windows, macOS) only one of the two can be there. Ids never change. Export this session and import it, which gives it a new id, then delete it permanently.`;
		return { kind: 'case-clash', severity: 'error', file: log.file, line: 1, sessionId: id, message };
	});
}

/** In the order of files and lines, and not more of a kind than a person can read. */
function told(found: readonly Finding[], facts: readonly SessionFacts[]): readonly Finding[] {
	const counts = new Map<string, { readonly kind: string; readonly file: string; count: number }>();
	const kept = [...found]
		.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
		.filter(({ kind, file }) => {
			const known = counts.get(`${kind} ${file}`);
			if (!known) counts.set(`${kind} ${file}`, { kind, file, count: 1 });
			else if (++known.count > toldPerFile) return false;
			return true;
		});
	const more = new Map<string, number>();
	const add = (file: string, count: number): void => void more.set(file, (more.get(file) ?? 0) + count);
	for (const { file, count } of counts.values()) if (count > toldPerFile) add(file, count - toldPerFile);
	for (const each of facts.flatMap((one) => one.more)) add(each.file, each.count);
	const rest = [...more].map(([file, count]): Finding => {
		const message = `There are ${count.toLocaleString('en')} more problems like these in this file. Probably it is not what its name says.`;
		return { kind: 'more', severity: 'warning', file, line: 1, message };
	});
	return [...kept, ...rest];
}
