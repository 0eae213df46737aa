import { strict as assert } from 'node:assert';
import { randomBytes } from 'node:crypto';
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { TestFolder, pathsOf, textOf, textsOf } from './folder.js';
import { type ZipEntry, zipOf } from './zips.js';

describe('zips', () => {
	let folder: TestFolder;

	beforeEach(async () => {
		folder = await TestFolder.make();
	});

	afterEach(() => folder.remove());

	const warnings = async (...entries: readonly ZipEntry[]): Promise<readonly string[]> => {
		await folder.write('x.zip', zipOf({ name: 'good.json', content: '{}' }, ...entries));
		const sources = await folder.sources('x.zip');
		assert.deepEqual(await textsOf(sources), { 'x.zip/good.json': '{}' });
		assert.deepEqual(sources.failures, []);
		return sources.warnings.map(({ path, message }) => `${path}: ${message}`);
	};

	it('give those of their files that may be transcripts', async () => {
		const zip = zipOf(
			{ name: 'conversations.json', content: '[1]', modified: 1_650_000_000 },
			{ name: 'deep/s.jsonl', content: '{}', method: 0 },
			{ name: 'deep/', content: '' },
			{ name: './deep//empty', content: '', method: 0 },
			{ name: 'old.jsonl.zst', content: zstdCompressSync('packed') },
			{ name: 'old.json.gz', content: gzipSync('packed too') },
			{ name: 'chat.html', content: '<p>' },
			{ name: 's/tool-results/1.txt', content: 'all' },
			{ name: 'inner.zip', content: zipOf({ name: 'a.json', content: '{}' }) },
			{ name: 'node_modules/x/package.json', content: '{}' },
			{ name: '__MACOSX/._conversations.json', content: 'fork' },
			{ name: '.DS_Store', content: 'x' },
		);
		await folder.write('export.zip', zip);
		const sources = await folder.sources('export.zip');
		assert.deepEqual(await textsOf(sources), {
			'export.zip/conversations.json': '[1]',
			'export.zip/deep/empty': '',
			'export.zip/deep/s.jsonl': '{}',
			'export.zip/old.json': 'packed too',
			'export.zip/old.jsonl': 'packed',
			'export.zip/s/tool-results/1.txt': 'all',
		});
		assert.deepEqual([sources.warnings, sources.failures], [[], []]);
		const [{ size, modified, picked } = assert.fail()] = sources.files;
		assert.deepEqual({ size, modified, picked }, { size: 3, modified: 1_650_000_000_000, picked: false });
	});

	it('are told by their content', async () => {
		await folder.write('download', zipOf({ name: 'a.json', content: '{}' }));
		assert.deepEqual(pathsOf(await folder.sources('download')), ['download/a.json']);
		await folder.write('in/not.zip', '{}');
		assert.deepEqual(pathsOf(await folder.sources('in')), ['not.zip']);
	});

	it('are opened in a picked folder, but not office documents', async () => {
		const zip = zipOf({ name: 'a.json', content: '{}' });
		await folder.write('in/export.zip', zip);
		await folder.write('in/letter.docx', zip);
		assert.deepEqual(pathsOf(await folder.sources('in')), ['export.zip/a.json', 'letter.docx']);
	});

	it('can be read from in any order, and left in the middle', async () => {
		const long = randomBytes(400_000).toString('base64');
		await folder.write('x.zip', zipOf({ name: 'a.json', content: long }, { name: 'b.json', content: '{}' }));
		const { files } = await folder.sources('x.zip');
		const [first = assert.fail(), second] = files;
		for await (const chunk of first.read()) {
			assert.ok(chunk.length < long.length);
			break;
		}
		assert.equal(await textOf(second), '{}');
		assert.ok((await textOf(first)) === long);
	});

	it('do not let names lead out of them', async () => {
		const content = '{}';
		const told = await warnings(
			{ name: '../up.json', content },
			{ name: 'a/../../up.sh', content },
			{ name: '/etc/absolute.json', content },
			{ name: 'C:\\drive.json', content },
			{ name: '..\\back.json', content },
			{ name: `${'x'.repeat(100)}/../a.json`, content },
			{ name: 'nul\0.json', content },
		);
		assert.deepEqual(told, [
			'x.zip: left out, as the name leads out of the zip: “../up.json”, “a/../../up.sh”, “/etc/absolute.json”, “C:/drive.json”, “../back.json” and 1 more',
			'x.zip: left out, as no file can have that name: “nul\ufffd.json”',
		]);
	});

	it('refuse links, devices, encrypted files and unknown ways of packing, where they may be transcripts', async () => {
		const content = '{}';
		const told = await warnings(
			{ name: 'link.json', content: '/etc/passwd', method: 0, mode: 0o120777 },
			{ name: 'link.png', content: '/etc/passwd', method: 0, mode: 0o120777 },
			{ name: 'pipe', content: '', method: 0, mode: 0o010644 },
			{ name: 'secret.json', content, flags: 1 },
			{ name: 'lzma.json', content, method: 14 },
			{ name: 'good.json', content: '"another"' },
		);
		assert.deepEqual(told, [
			'x.zip: left out, as it is a symbolic link: “link.json”',
			'x.zip: left out, as it is no plain file: “pipe”',
			'x.zip: left out, as it is encrypted: “secret.json”',
			'x.zip: left out, as it is packed in a way that is not known here (method 14): “lzma.json”',
			'x.zip: left out, as another file of the zip has that name: “good.json”',
		]);
	});

	it('refuse what would be too much', async () => {
		const packed = deflateRawSync(Buffer.alloc(70 * 2 ** 20));
		const big = { content: '', packed: new Uint8Array(17 * 2 ** 20), size: 3 * 2 ** 30 };
		const told = await warnings(
			{ name: 'bomb.json', content: '', packed, size: 70 * 2 ** 20 },
			{ name: 'huge.json', content: '', packed: new Uint8Array(10), size: 0xffff_fff0 },
			{ name: 'image.png', content: '', packed, size: 70 * 2 ** 20 },
		);
		assert.deepEqual(told, [
			'x.zip: left out, as unpacked it would be more than 200 times as long: “bomb.json”, “huge.json”',
		]);
		await folder.write('y.zip', zipOf({ name: 'a.json', ...big }, { name: 'b.json', ...big }));
		const sources = await folder.sources('y.zip');
		assert.deepEqual(pathsOf(sources), ['y.zip/a.json']);
		assert.deepEqual(sources.warnings, [
			{
				path: 'y.zip',
				message: 'left out, as what the zip holds would be too much once it is unpacked: “b.json”',
			},
		]);
	});

	it('refuse to read what is not as their directory says', async () => {
		const content = '{"a":1}'.repeat(50);
		const zip = zipOf(
			{ name: 'a.json', content, size: 10 },
			{ name: 'b.json', content, size: 10_000 },
			{ name: 'c.json', content, crc: 1 },
			{ name: 'd.json', content, packed: Buffer.from('ffffffffffff') },
			{ name: 'e.json', content, packed: deflateRawSync(content).subarray(0, 8) },
		);
		await folder.write('x.zip', zip);
		const faults: string[] = [];
		for (const file of (await folder.sources('x.zip')).files)
			await textOf(file).catch((error: unknown) => faults.push(String(error)));
		assert.deepEqual(faults, [
			'StoreError: its zip data is damaged: it is longer than the zip says',
			'StoreError: its zip data is damaged: it is shorter than the zip says',
			'StoreError: its zip data is damaged: its checksum differs',
			'StoreError: its zip data is damaged: invalid block type',
			'StoreError: its zip data is damaged: unexpected end of file',
		]);
	});

	it('are failures in words when they are broken, or hold nothing', async () => {
		const zip = zipOf({ name: 'a.json', content: '{}' }, { name: 'b.json', content: '{}' });
		await folder.write('cut.zip', zip.subarray(0, 60));
		const wild = Buffer.from(zip);
		wild.writeUInt32LE(0xffff_fff0, zip.length - 6);
		await folder.write('wild.zip', wild);
		await folder.write('images.zip', zipOf({ name: 'a.png', content: '' }));
		await folder.write('empty.zip', zipOf());
		const { files, failures } = await folder.sources('cut.zip', 'wild.zip', 'images.zip', 'empty.zip');
		assert.deepEqual(files, []);
		assert.deepEqual(
			failures.map(({ message }) => message.replace(/signature.*\)/, 'signature…)')),
			[
				'cut.zip: the zip is broken (End of central directory record signature…)',
				'wild.zip: the zip is broken (it points to a place outside of it)',
				'images.zip: there is nothing in this zip that could be a session',
				'empty.zip: there is nothing in this zip that could be a session',
			],
		);
	});

	it('are failures, not crashes, whatever byte of their directory is another', async () => {
		const zip = zipOf({ name: 'a.json', content: '{}', modified: 1_650_000_000 });
		for (let at = zip.length - 22 - 46 - 15; at < zip.length; at++)
			for (const byte of [0, 0xff]) {
				const changed = Buffer.from(zip);
				changed[at] = byte;
				await folder.write('x.zip', changed);
				const { files } = await folder.sources('x.zip');
				for (const file of files)
					await textOf(file).catch((error: unknown) => {
						assert.ok(error instanceof Error);
					});
			}
	});

	it('of the kind for large files do not lead to places that no file has', async () => {
		const zip = zipOf({ name: 'a.json', content: '{}' });
		const locator = Buffer.alloc(20, 0xff);
		locator.writeUInt32LE(0x07064b50, 0);
		await folder.write('x.zip', Buffer.concat([zip.subarray(0, -22), locator, zip.subarray(-22)]));
		assert.deepEqual((await folder.sources('x.zip')).failures, [
			{ path: 'x.zip', message: 'x.zip: the zip is broken (it points to a place outside of it)' },
		]);
	});
});
