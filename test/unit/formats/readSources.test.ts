import { strict as assert } from 'node:assert';
import { readSources } from '../../../src/formats/readSources.js';
import type { SourceFile } from '../../../src/formats/source.js';
import { bundleOf, chain, sessionOf } from './bundles.js';
import { found, picked, session, turns } from './fixtures.js';

const good = session('good', turns(1));

describe('readSources', () => {
	const refused: readonly (readonly [string, string | Uint8Array, string])[] = [
		['an empty file', '', 'a.json: not JSON at line 1, column 1 (the file is empty)'],
		[
			'a file that was cut off',
			'{\n  "session_id": "s",\n  "messages": [',
			'a.json: not JSON at line 3, column 16 (unexpected end: the file seems to be cut off)',
		],
		[
			'a file cut off in a string',
			'["ab',
			'a.json: not JSON at line 1, column 5 (unexpected end: the file seems to be cut off)',
		],
		[
			'a file cut off in a word',
			'[tru',
			'a.json: not JSON at line 1, column 5 (unexpected end: the file seems to be cut off)',
		],
		[
			'a trailing comma',
			'{"a": 1,}',
			'a.json: not JSON at line 1, column 9 (found "}" instead of a key in double quotes)',
		],
		['a missing comma', '[1 2]', 'a.json: not JSON at line 1, column 4 (found "2" instead of , or ])'],
		['a missing colon', '{"a" 2}', 'a.json: not JSON at line 1, column 6 (found "2" instead of :)'],
		['plain text', 'Dear diary', 'a.json: not JSON at line 1, column 1 (found "D" instead of a value)'],
		['two values', '{} {}', 'a.json: not JSON at line 1, column 4 (found "{" after the end of the value)'],
		[
			'a line break in a string',
			'["a\nb"]',
			'a.json: not JSON at line 1, column 4 (a line break or control character in a string)',
		],
		['an unknown escape', '["\\x"]', 'a.json: not JSON at line 1, column 4 (an unknown escape in a string)'],
		[
			'a broken escape',
			'["\\u00g0"]',
			'a.json: not JSON at line 1, column 7 (a broken \\u escape in a string)',
		],
		[
			'bytes that are no UTF-8',
			new Uint8Array([0x5b, 0x22, 0xc3, 0xa4, 0xc3, 0x28, 0x22, 0x5d]),
			'a.json: not UTF-8 text: the byte at offset 5 cannot stand there',
		],
		[
			'UTF-16',
			new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
			'a.json: it is UTF-16 text; save it as UTF-8',
		],
		[
			'JSON that is no session',
			'{"name": "x", "version": 1, "a": 1, "b": 1, "c": 1}',
			'a.json: JSON, but no session: expected a session bundle (an object with "format": "session-hierarchy") or a PraisonAI session (an object with "session_id" and "messages"), found an object with "name", "version", "a", "b", …',
		],
		[
			'a bad bundle',
			JSON.stringify(bundleOf([{ ...sessionOf('a', chain('m', 1)), head: 'x' }])),
			'a.json: sessions[0].head: "x" is no message of this session or of those it was forked from',
		],
	];
	for (const [name, content, message] of refused) {
		it(`refuses ${name}, and reads the file beside it`, async () => {
			const reading = await readSources([picked('a.json', content), picked('good.json', good)]);
			assert.deepEqual(
				{ ...reading, bundle: reading.bundle?.sessions.map(({ id }) => id) },
				{
					bundle: ['good'],
					recognised: [{ path: 'good.json', format: 'praisonai', sessions: 1, messages: 1 }],
					warnings: [],
					failures: [{ path: 'a.json', message }],
					skipped: [],
				},
			);
		});
	}

	it('accepts a byte order mark', async () => {
		const reading = await readSources([picked('a.json', `\uFEFF${JSON.stringify(good)}`)]);
		assert.deepEqual([reading.recognised.length, reading.failures], [1, []]);
	});

	it('tells strangers in a folder from files that somebody picked', async () => {
		const strangers = [
			'x.json.lock',
			'x.json.corrupt-1700000000000',
			'x.tmp',
			'notes.md',
			'empty',
			'list.md',
			'package.json',
		];
		const contents = ['', '{', '{', 'Dear diary', '', '[a link](b)', '{"name": "not a session"}'];
		const inFolder = await readSources(strangers.map((path, i) => found(path, contents[i] ?? '')));
		const onTheirOwn = await readSources(strangers.map((path, i) => picked(path, contents[i] ?? '')));
		assert.deepEqual(
			{ inFolder, failures: onTheirOwn.failures.map(({ path }) => path) },
			{
				inFolder: {
					bundle: undefined,
					recognised: [],
					warnings: [],
					failures: [],
					skipped: ['notes.md', 'empty', 'list.md', 'package.json'],
				},
				failures: strangers,
			},
		);
	});

	it('reads a session whatever its file is called', async () => {
		const reading = await readSources([found('no-extension', good), found('bad.json', 'oops')]);
		assert.deepEqual(
			[reading.recognised.map(({ path }) => path), reading.failures.map(({ path }) => path)],
			[['no-extension'], ['bad.json']],
		);
	});

	it('refuses a file over 128 MiB before it is read whole, its size known or not', async () => {
		let read = 0;
		const chunk = new Uint8Array(2 ** 20).fill(0x5b);
		async function* endless(): AsyncGenerator<Uint8Array> {
			for (;;) {
				read++;
				yield await Promise.resolve(chunk);
			}
		}
		const files: readonly SourceFile[] = [
			{ path: 'known.json', size: 200 * 2 ** 20, picked: true, read: endless },
			{ path: 'unknown.json', picked: true, read: endless },
		];
		const { failures } = await readSources(files);
		assert.deepEqual(
			{ failures, read },
			{
				failures: [
					{
						path: 'known.json',
						message: 'known.json: too long: it has 200 MiB, and files over 128 MiB are not read',
					},
					{
						path: 'unknown.json',
						message: 'unknown.json: too long: it has more than 128 MiB, and files over 128 MiB are not read',
					},
				],
				read: 1 + 129,
			},
		);
	});

	it('says of a file that cannot be read why', async () => {
		async function* fail(): AsyncGenerator<Uint8Array> {
			yield await Promise.reject<Uint8Array>(new Error('EACCES: permission denied'));
		}
		const { failures } = await readSources([{ path: 'a.json', picked: true, read: fail }]);
		assert.deepEqual(failures, [
			{ path: 'a.json', message: 'a.json: cannot be read (EACCES: permission denied)' },
		]);
	});

	it('stops when it is told to', async () => {
		const abort = new AbortController();
		abort.abort(new Error('enough'));
		await assert.rejects(readSources([picked('a.json', good)], abort.signal), /enough/);
	});

	it('keeps sessions apart whose ids are the same by chance', async () => {
		const fork = {
			relation: 'fork',
			parentId: 'a',
			forkPoint: { sessionId: 'a', messageId: 'm0' },
			head: 'm0',
		};
		const one = bundleOf([
			sessionOf('a', chain('m', 2), {
				discarded: ['m1'],
				snapshots: [{ id: 's', messageId: 'm0', label: '', createdAt: 1 }],
			}),
			sessionOf('f', [], fork),
		]);
		const { bundle } = await readSources([picked('1.json', one as never), picked('2.json', one as never)]);
		assert.deepEqual(
			bundle?.sessions.map((each) => ({
				id: each.id,
				parentId: each.parentId,
				point: each.forkPoint,
				head: each.head,
				messages: each.messages.map(({ id, after }) => [id, after]),
				marks: [...each.discarded, ...each.snapshots.flatMap(({ id, messageId }) => [id, messageId])],
			})),
			['', '2:'].flatMap((mark) => [
				{
					id: `${mark}a`,
					parentId: null,
					point: null,
					head: `${mark}m1`,
					messages: [
						[`${mark}m0`, null],
						[`${mark}m1`, `${mark}m0`],
					],
					marks: [`${mark}m1`, `${mark}s`, `${mark}m0`],
				},
				{
					id: `${mark}f`,
					parentId: `${mark}a`,
					point: { sessionId: `${mark}a`, messageId: `${mark}m0` },
					head: `${mark}m0`,
					messages: [],
					marks: [],
				},
			]),
		);
	});
});
