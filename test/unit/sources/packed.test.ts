import { strict as assert } from 'node:assert';
import { randomBytes } from 'node:crypto';
import * as zlib from 'node:zlib';
import type { SourceFile } from '../../../src/formats/source.js';
import { unpacked } from '../../../src/sources/packed.js';
import { TestFolder, pathsOf, textOf, textsOf } from './folder.js';

const text = '{"type":"session_meta"}\n'.repeat(400);
const gz = zlib.gzipSync(text);
const zst = zlib.zstdCompressSync(text);

describe('packed files', () => {
	let folder: TestFolder;

	beforeEach(async () => {
		folder = await TestFolder.make();
	});

	afterEach(() => folder.remove());

	const only = async (name: string, bytes: Uint8Array): Promise<SourceFile | undefined> => {
		await folder.write(name, bytes);
		return (await folder.sources(name)).files[0];
	};

	it('are unpacked as they are read, and named without the ending', async () => {
		await folder.write('in/a.jsonl.gz', gz);
		await folder.write('in/b.jsonl.zst', zst);
		assert.deepEqual(await textsOf(await folder.sources('in')), { 'a.jsonl': text, 'b.jsonl': text });
	});

	it('are told by their content', async () => {
		assert.equal(await textOf(await only('rollout', zst)), text);
		assert.equal(await textOf(await only('not.gz', Buffer.from(text))), text);
	});

	it('take along what lies beside the unpacked name', async () => {
		await folder.write('s1.jsonl.zst', zst);
		await folder.write('s1/subagents/agent-1.jsonl', '');
		assert.deepEqual(pathsOf(await folder.sources('s1.jsonl.zst')), [
			's1.jsonl',
			's1/subagents/agent-1.jsonl',
		]);
	});

	it('keep their name where the unpacked file lies beside them', async () => {
		await folder.write('in/a.jsonl', '{}');
		await folder.write('in/a.jsonl.zst', zst);
		assert.deepEqual(pathsOf(await folder.sources('in')), ['a.jsonl', 'a.jsonl.zst']);
	});

	it('may have several frames or members, even such as say nothing', async () => {
		const nothing = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
		const frames = await only('a.zst', Buffer.concat([zst, nothing, zst]));
		assert.equal(await textOf(frames), text + text);
		assert.equal(await textOf(await only('b.gz', Buffer.concat([gz, gz]))), text + text);
	});

	it('may be of any kind that Zstandard knows', async () => {
		const { ZSTD_c_checksumFlag, ZSTD_c_contentSizeFlag } = zlib.constants;
		const long = randomBytes(300_000).toString('base64');
		for (const content of ['', 'x', 'x'.repeat(1_000_000), long])
			for (const checksum of [0, 1])
				for (const size of [0, 1]) {
					const params = { [ZSTD_c_checksumFlag]: checksum, [ZSTD_c_contentSizeFlag]: size };
					const bytes = zlib.zstdCompressSync(content, { params });
					assert.ok((await textOf(await only('x.zst', bytes))) === content);
				}
	});

	it('are damaged when they are cut short, or go on with something else', async () => {
		for (const length of [zst.length - 1, zst.length - 5, 6, 4])
			await assert.rejects(textOf(await only('a.zst', zst.subarray(0, length))), {
				message: 'its Zstandard data is damaged: it ends in the middle',
			});
		await assert.rejects(textOf(await only('b.zst', Buffer.concat([zst, Buffer.from('junk')]))), {
			message: 'its Zstandard data is damaged: there is something else behind it',
		});
		const bad = Buffer.from(zst);
		bad.fill(0xff, 10, 20);
		await assert.rejects(textOf(await only('c.zst', bad)), /^StoreError: its Zstandard data is damaged: /);
		await assert.rejects(textOf(await only('d.gz', gz.subarray(0, -9))), {
			message: 'its gzip data is damaged: unexpected end of file',
		});
	});

	it('are refused when they unpack into far too much', async () => {
		const bomb = zlib.gzipSync(Buffer.alloc(80 * 2 ** 20));
		await assert.rejects(textOf(await only('bomb.gz', bomb)), {
			message: 'unpacked it would be more than 200 times as long',
		});
	});

	it('can be left after the first bytes', async () => {
		let ended = false;
		async function* endless(): AsyncGenerator<Uint8Array> {
			try {
				for (;;) yield await Promise.resolve(zst);
			} finally {
				ended = true;
			}
		}
		for await (const chunk of unpacked('zstd', endless())) {
			assert.ok(chunk.length > 0);
			break;
		}
		assert.ok(ended);
	});
});
