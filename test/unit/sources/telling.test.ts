import { strict as assert } from 'node:assert';
import type { SourceFile } from '../../../src/formats/source.js';
import { telling } from '../../../src/sources/telling.js';
import { picked } from '../formats/fixtures.js';

describe('Telling how far files were read', () => {
	const files: readonly SourceFile[] = [
		{ ...picked('long', 'x'.repeat(60)), size: 60 },
		{ ...picked('short', 'x'.repeat(40)), size: 40 },
	];

	/** What was told until so many pieces of each file were read. */
	async function told(pieces: number): Promise<readonly (readonly [string, number])[]> {
		const sums = new Map<string, number>();
		const all = telling(files, (path, percent) => sums.set(path, (sums.get(path) ?? 0) + percent));
		for (const file of all) {
			let count = 0;
			for await (const bytes of file.read()) if (bytes.length > 0 && ++count === pieces) break;
		}
		return [...sums].map(([path, percent]) => [path, Math.round(percent)]);
	}

	it('tells of a long file as it goes on, and not at its beginning', async () => {
		assert.deepEqual((await told(1))[0], ['long', 7]);
		assert.deepEqual(await told(Infinity), [
			['long', 60],
			['short', 40],
		]);
	});

	it('tells of what was left out of a file with the next one', async () => {
		assert.deepEqual(await told(2), [
			['long', 14],
			['short', 60],
		]);
	});
});
