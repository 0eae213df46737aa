import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nodeFiles, type Files } from '../../../src/store/files.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { stateOf } from './stateOf.js';
import { Temporary } from './temporary.js';

const fixtures = 'test/fixtures/format-1';
const names = readdirSync(fixtures, { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map(({ name }) => name);

/** The same disk, whose folders list their names the other way round. */
const backwards: Files = { ...nodeFiles, list: (folder) => nodeFiles.list(folder).toReversed() };

const writing = [
	'makeFolder',
	'removeFolder',
	'write',
	'truncate',
	'flush',
	'flushFolder',
	'rename',
	'unlink',
];
/** A disk that nothing can be written to. */
const sealed: Files = {
	...nodeFiles,
	...Object.fromEntries(
		writing.map((call) => [
			call,
			() => {
				throw new Error(`${call}: a reader writes`);
			},
		]),
	),
};

/** Paths of all files in a folder, relative to it. */
function filesIn(folder: string): readonly string[] {
	const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
	const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
	return paths.map((path) => path.slice(folder.length + 1)).sort();
}

describe('The files of format 1', () => {
	let temporary: Temporary;
	before(async () => {
		temporary = await Temporary.make();
	});
	after(() => temporary.remove());

	for (const name of names) {
		const folder = join(fixtures, name, 'sessions');
		const expected = (): unknown => JSON.parse(readFileSync(join(fixtures, name, 'expected.json'), 'utf8'));

		it(`say what they always said: ${name}`, async () => {
			for (const files of [sealed, backwards]) {
				const store = await SessionStore.open(folder, { files, readOnly: true });
				assert.deepEqual(await stateOf(store), expected());
				await store.close();
			}
		});
		it(`say it in whatever order they come to an open store: ${name}`, async () => {
			const files = filesIn(folder);
			for (const [nth, order] of [files, files.toReversed()].entries()) {
				const copy = join(temporary.root, `${name}-${nth}`);
				await mkdir(copy);
				const store = await temporary.open({}, copy);
				for (const file of order) {
					await mkdir(dirname(join(copy, file)), { recursive: true });
					await copyFile(join(folder, file), join(copy, file));
					await store.refresh();
				}
				assert.deepEqual(await stateOf(store), expected());
			}
		});
		it(`stay as they are when a session is added: ${name}`, async () => {
			const copy = join(temporary.root, `${name}-written`);
			for (const file of filesIn(folder)) {
				await mkdir(dirname(join(copy, file)), { recursive: true });
				await copyFile(join(folder, file), join(copy, file));
			}
			const store = await temporary.open({}, copy);
			if (name === 'clock') await assert.rejects(store.createSession(), { code: 'INVALID' });
			else await store.createSession();
			for (const file of filesIn(folder)) {
				const before = await readFile(join(folder, file));
				// What has arrived is moved up, and what was purged is emptied by the next writer.
				const after = await readFile(join(copy, file)).catch(() => undefined);
				if (after?.length === 0) assert.ok(before.length === 0 || name === 'purge', file);
				else if (after) assert.ok(after.equals(before), file);
				else assert.match(file, /^\.local/);
			}
		});
	}
	it('are all there', () => {
		assert.deepEqual(names.toSorted(), [
			'arrival',
			'clock',
			'damaged',
			'forks',
			'heads',
			'import',
			'messages',
			'moves',
			'names',
			'newer',
			'operations',
			'purge',
			'settings',
			'severalLogs',
			'snapshots',
			'trash',
		]);
	});
});
