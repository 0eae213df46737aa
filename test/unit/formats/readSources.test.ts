import { strict as assert } from 'node:assert';
import { formats } from '../../../src/formats/formats.js';
import { readSources } from '../../../src/formats/readSources.js';
import { bundleOf, chain, sessionOf } from './bundles.js';
import { found, picked, session, turns } from './fixtures.js';
import { readBundle } from './importing.js';

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
			`a.json: JSON, but no session that is known here (${formats.map(({ title }) => title).join(', ')}): found an object with "name", "version", "a", "b", …`,
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
				{ ...reading, sessions: reading.sessions.map(({ source }) => source.id) },
				{
					sessions: ['good'],
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
					sessions: [],
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

	it('refuses a value over 384 MiB before it is read whole', async function () {
		this.timeout(60_000);
		let read = 0;
		const chunk = new Uint8Array(16 * 2 ** 20).fill(0x5b);
		async function* endless(): AsyncGenerator<Uint8Array> {
			for (;;) {
				read++;
				yield await Promise.resolve(chunk);
			}
		}
		const message = 'too long: a single JSON value of more than 384 MiB is not read';
		const { failures } = await readSources([{ path: 'a.json', picked: true, read: endless }]);
		assert.deepEqual(
			{ failures, read },
			{ failures: [{ path: 'a.json', message: `a.json: ${message}` }], read: 25 },
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
		await assert.rejects(readSources([picked('a.json', good)], { signal: abort.signal }), /enough/);
	});

	it('takes a bundle that comes twice once', async () => {
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
		const { bundle } = await readBundle([picked('1.json', one as never), picked('2.json', one as never)]);
		assert.deepEqual(
			bundle?.sessions.map(({ id, messages, snapshots }) => [id, messages.length, snapshots.length]),
			[
				['a', 2, 1],
				['f', 0, 0],
			],
		);
	});

	it('takes from a bundle that comes once more the messages and snapshots that are new', async () => {
		const mark = (label: string): object => ({ id: label, messageId: 'm0', label, createdAt: 1 });
		const version = (count: number, ...labels: readonly string[]): never =>
			bundleOf([sessionOf('a', chain('m', count), { snapshots: labels.map(mark) })]) as never;
		const { bundle } = await readBundle([
			picked('1.json', version(1, 'one')),
			picked('2.json', version(2, 'one', 'two')),
		]);
		assert.deepEqual(
			bundle?.sessions.map(({ messages, snapshots }) => [
				messages.length,
				snapshots.map(({ label }) => label),
			]),
			[[2, ['one', 'two']]],
		);
	});

	it('does not repeat what is endless in a file', async () => {
		const { warnings } = await readBundle([
			picked('a.json', session('a', turns(2))),
			picked('b.json', session('b', turns(2), { parent_id: 'a', forked_from_message_id: 'x'.repeat(9000) })),
		]);
		assert.deepEqual(
			warnings.map(({ message }) => [message.length, message.at(-1)]),
			[[500, '…']],
		);
	});
});
