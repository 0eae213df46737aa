import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { late, message, record } from './handmade.js';
import type { Temporary } from './temporary.js';

/** One way in which a folder can be damaged: what `work` does to it, and what the check is to say. */
export interface Damage {
	readonly name: string;
	/** Whether the first finding can be mended, and that be taken back. */
	readonly mends?: boolean;
	/** `id`: a session “T” with the messages `a` and `b`; `log`: its file. Gives the findings that are expected. */
	work(place: { readonly temporary: Temporary; readonly id: string; readonly log: string }): Promise<
		readonly {
			readonly kind: string;
			readonly file: string;
			readonly line: number;
			readonly fix: string | undefined;
		}[]
	>;
}

export const sessionRecord = (id: string, at: number, fields: object = {}): string =>
	record('session', at, { session: id, title: id, parentId: null, relation: 'child', ...fields });

const header = (id: string, at: number, v = 1): string => record('log', at, { session: id, v });

const logName = (id: string): string => `${id}.0000000000.jsonl`;

/** Writes a log of another session by hand: a header, then the lines. */
export async function handmade(
	temporary: Temporary,
	id: string,
	...lines: readonly string[]
): Promise<string> {
	await writeFile(join(temporary.folder, logName(id)), header(id, late(0)) + lines.join(''));
	return logName(id);
}

const nameOf = (log: string): string => log.slice(log.lastIndexOf('/') + 1);

/** Lines of a log that the writer of these tests made: its header, and a line for each of the two messages. */
const written = 3;

/** Records with this stamp have one id. */
const fixed = late(1);
const twin = (content: string, after: string | null = null): string =>
	record('message', fixed, { after, role: 'user', content, timestamp: 1 });

/** Damages that are one line at the end of the session's own log. */
const lines: readonly {
	readonly name: string;
	readonly kind: string;
	readonly line: string | Buffer | ((id: string) => string);
}[] = [
	{ name: 'a torn tail', kind: 'torn-line', line: '{"type":"mess' },
	{ name: 'a torn line that was closed since', kind: 'torn-line', line: '{"type":"mess\n' },
	{ name: 'a line that is not JSON', kind: 'unreadable-line', line: '<<<<<<< HEAD\n' },
	{ name: 'a line that is not UTF-8', kind: 'unreadable-line', line: Buffer.from(twin('ÿ'), 'latin1') },
	{
		name: 'a line of NULs',
		kind: 'unreadable-line',
		line: Buffer.concat([Buffer.alloc(5000), Buffer.from('\n')]),
	},
	{ name: 'a line of 3 MB', kind: 'unreadable-line', line: `${'x'.repeat(3_000_000)}\n` },
	{
		name: 'a record of the wrong shape',
		kind: 'unreadable-line',
		line: record('head', late(1), { session: 's', to: 5 }),
	},
	{
		name: 'a record of an unknown kind',
		kind: 'unknown-record',
		line: (id) => record('hologram', late(1), { session: id }),
	},
	{
		name: 'a record of another session',
		kind: 'stray-record',
		line: record('set', late(1), { session: 'another', fields: {} }),
	},
	{
		name: 'a second message with the id of one',
		kind: 'duplicate-id',
		line: twin('one') + twin('other'),
	},
	{
		name: 'a second record with the id of one',
		kind: 'duplicate-id',
		line: (id) =>
			record('set', fixed, { session: id, fields: { title: 'T' } }) +
			record('set', fixed, { session: id, fields: { title: 'U' } }),
	},
	{
		name: 'a second beginning of the session',
		kind: 'duplicate-session',
		line: (id) => sessionRecord(id, late(1)),
	},
];

const ofLines: readonly Damage[] = lines.map(({ name, kind, line }) => ({
	name,
	mends: true,
	async work({ id, log }) {
		const text = typeof line === 'function' ? line(id) : line;
		await appendFile(log, text);
		const more = text.toString().trimEnd().split('\n').length;
		return [{ kind, file: nameOf(log), line: written + more, fix: 'acceptLine' }];
	},
}));

export const damages: readonly Damage[] = [
	...ofLines,
	{
		name: 'a parent that is not here',
		mends: true,
		async work({ temporary }) {
			const file = await handmade(
				temporary,
				'orphan',
				sessionRecord('orphan', late(1), { parentId: 'gone' }),
			);
			return [{ kind: 'missing-parent', file, line: 2, fix: 'settlePlace' }];
		},
	},
	{
		name: 'a cycle of parents',
		mends: true,
		async work({ temporary }) {
			await handmade(temporary, 'x', sessionRecord('x', late(1), { parentId: 'y' }));
			const file = await handmade(
				temporary,
				'y',
				sessionRecord('y', late(2)),
				record('set', late(3), { session: 'y', fields: { parentId: 'x' } }),
			);
			return [{ kind: 'cycle', file, line: 3, fix: 'settlePlace' }];
		},
	},
	{
		name: 'a session below itself',
		mends: true,
		async work({ temporary }) {
			const file = await handmade(temporary, 'x', sessionRecord('x', late(1), { parentId: 'x' }));
			return [{ kind: 'cycle', file, line: 2, fix: 'settlePlace' }];
		},
	},
	{
		name: 'a snapshot of a message that is not here',
		mends: true,
		async work({ id, log }) {
			await appendFile(
				log,
				record('snapshot', late(1), { session: id, messageId: 'gone', label: 'S', createdAt: 1 }),
			);
			return [{ kind: 'dangling-snapshot', file: nameOf(log), line: 4, fix: 'deleteSnapshot' }];
		},
	},
	{
		name: 'a fork of a session that is not here',
		async work({ temporary }) {
			const point = { sessionId: 'gone', messageId: 'm' };
			const file = await handmade(
				temporary,
				'fork',
				sessionRecord('fork', late(1), { relation: 'fork', forkPoint: point }),
				message(2, 'on', 'm'),
			);
			return [{ kind: 'dangling-fork', file, line: 2, fix: undefined }];
		},
	},
	{
		name: 'a fork of a message that is not here',
		async work({ temporary, id }) {
			const point = { sessionId: id, messageId: 'gone' };
			const file = await handmade(
				temporary,
				'fork',
				sessionRecord('fork', late(1), { relation: 'fork', parentId: id, forkPoint: point }),
			);
			return [{ kind: 'dangling-fork', file, line: 2, fix: undefined }];
		},
	},
	{
		name: 'messages after one that is not here',
		async work({ log }) {
			await appendFile(log, message(1, 'c', 'gone') + message(2, 'd', 'gone') + message(3, 'e', 'gone'));
			return [{ kind: 'missing-message', file: nameOf(log), line: 4, fix: undefined }];
		},
	},
	{
		name: 'a message after itself',
		async work({ log }) {
			await appendFile(log, twin('c', `r${String(fixed)}`));
			return [{ kind: 'missing-message', file: nameOf(log), line: 4, fix: undefined }];
		},
	},
	{
		name: 'an end that is not here',
		mends: true,
		async work({ id, log }) {
			await appendFile(log, record('head', late(1), { session: id, to: 'gone', from: null }));
			return [{ kind: 'missing-head', file: nameOf(log), line: 4, fix: 'moveHead' }];
		},
	},
	{
		name: 'ids that differ by case',
		async work({ temporary }) {
			await handmade(temporary, 'Case', sessionRecord('Case', late(1)));
			const file = await handmade(temporary, 'case', sessionRecord('case', late(2)));
			return [{ kind: 'case-clash', file, line: 1, fix: undefined }];
		},
	},
	{
		name: 'a log without a header',
		async work({ temporary }) {
			await writeFile(join(temporary.folder, logName('bare')), sessionRecord('bare', late(1)));
			return [{ kind: 'no-header', file: logName('bare'), line: 1, fix: undefined }];
		},
	},
	{
		name: 'an empty log',
		async work({ temporary }) {
			await writeFile(join(temporary.folder, logName('empty')), '');
			return [{ kind: 'no-header', file: logName('empty'), line: 1, fix: undefined }];
		},
	},
	{
		name: 'a log of a newer version, nothing of which is to be mended',
		async work({ temporary }) {
			const file = logName('newer');
			const text = header('newer', late(0), 2) + sessionRecord('newer', late(1), { parentId: 'gone' });
			await writeFile(join(temporary.folder, file), text);
			return [
				{ kind: 'newer-version', file, line: 1, fix: undefined },
				{ kind: 'missing-parent', file, line: 2, fix: undefined },
			];
		},
	},
	{
		name: 'a log that holds nothing of its session',
		async work({ temporary }) {
			await writeFile(join(temporary.folder, logName('junk')), 'junk\n');
			return [{ kind: 'unreadable-line', file: logName('junk'), line: 1, fix: undefined }];
		},
	},
	{
		name: 'files that are no logs',
		mends: true,
		async work({ temporary }) {
			await writeFile(join(temporary.folder, 'notes.jsonl'), '{}\n');
			await mkdir(join(temporary.folder, 'folder'));
			await writeFile(join(temporary.folder, '.DS_Store'), '');
			await writeFile(join(temporary.folder, 'seen.txt.aside'), '');
			return ['folder', 'notes.jsonl'].map((file) => ({
				kind: 'unknown-file',
				file,
				line: 1,
				fix: 'renameFile',
			}));
		},
	},
	{
		name: 'a log that cannot be read, whose children and forks are no orphans',
		async work({ temporary }) {
			await mkdir(join(temporary.folder, logName('shut')));
			const point = { sessionId: 'shut', messageId: 'm' };
			const fork = { parentId: 'shut', relation: 'fork', forkPoint: point };
			await handmade(temporary, 'fork', sessionRecord('fork', late(1), fork), message(2, 'on', 'm'));
			return [{ kind: 'unreadable-file', file: logName('shut'), line: 1, fix: undefined }];
		},
	},
	{
		name: 'imports that were interrupted',
		async work({ temporary }) {
			const local = join(temporary.folder, '.local');
			for (const name of ['in-a.tmp', 'in-b.dead', 'in-c'])
				await mkdir(join(local, name), { recursive: true });
			await writeFile(join(local, 'in-a.tmp', logName('never')), 'half');
			await writeFile(
				join(local, 'in-c', logName('came')),
				header('came', late(0)) + sessionRecord('came', late(1)),
			);
			return [`in-a.tmp/${logName('never')}`, 'in-b.dead', `in-c/${logName('came')}`].map((file) => ({
				kind: 'unfinished-import',
				file: `.local/${file}`,
				line: 1,
				fix: 'clearUp',
			}));
		},
	},
	{
		name: 'a purge that was interrupted, and what was written on after one',
		async work({ temporary }) {
			const purged = async (id: string, nth: number, ...after: readonly string[]): Promise<string> => {
				const text = header(id, late(0)) + sessionRecord(id, late(nth)) + message(nth + 1, 'secret', null);
				const logs = [{ name: logName(id), size: Buffer.byteLength(text) }];
				await writeFile(join(temporary.folder, logName(id)), text + after.join(''));
				await writeFile(
					join(temporary.folder, `${id}.1111111111.jsonl`),
					header(id, late(nth + 2)) + record('purge', late(nth + 3), { session: id, logs }),
				);
				return logName(id);
			};
			const grown = await purged('grown', 10, message(20, 'more', null));
			return [
				{ kind: 'outgrown-purge', file: grown, line: 1, fix: undefined },
				{ kind: 'unfinished-purge', file: await purged('stopped', 30), line: 1, fix: 'clearUp' },
			];
		},
	},
	{
		name: 'a cache folder that is none',
		async work({ temporary }) {
			await rm(join(temporary.folder, '.local'), { recursive: true });
			await writeFile(join(temporary.folder, '.local'), 'in the way');
			return [{ kind: 'unreadable-file', file: '.local', line: 1, fix: undefined }];
		},
	},
	{
		name: 'more of a kind than anyone reads',
		async work({ log }) {
			const file = nameOf(log);
			await appendFile(log, 'junk\n'.repeat(250));
			const each = Array.from({ length: 100 }, (_, i) => ({
				kind: 'unreadable-line',
				file,
				line: written + 1 + i,
				fix: 'acceptLine',
			}));
			return [...each, { kind: 'more', file, line: 1, fix: undefined }];
		},
	},
	{
		name: 'damages of what lies in the trash, which is left alone',
		async work({ temporary }) {
			const file = await handmade(
				temporary,
				'gone',
				sessionRecord('gone', late(1)),
				'junk\n',
				record('delete', late(2), { session: 'gone' }),
			);
			return [{ kind: 'unreadable-line', file, line: 3, fix: undefined }];
		},
	},
];
