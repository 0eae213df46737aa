import assert from 'node:assert/strict';
import { zipEntryNames } from '../../support/zip.js';

describe('the names in a zip', () => {
	it('are read from its directory, past a comment at its end', () => {
		const zip = Buffer.concat([directoryEntry('a.txt', 3), directoryEntry('ü/b', 0), end(2, 'a comment')]);
		assert.deepEqual(zipEntryNames(zip), ['a.txt', 'ü/b']);
	});

	it('of something else are an error', () => {
		assert.throws(() => zipEntryNames(Buffer.from('not a zip, and longer than its directory')), /not a zip/);
	});
});

function directoryEntry(name: string, extraLength: number): Buffer {
	const entry = Buffer.alloc(46);
	entry.writeUInt32LE(0x02014b50, 0);
	entry.writeUInt16LE(Buffer.byteLength(name), 28);
	entry.writeUInt16LE(extraLength, 30);
	return Buffer.concat([entry, Buffer.from(name), Buffer.alloc(extraLength)]);
}

function end(count: number, comment: string): Buffer {
	const record = Buffer.alloc(22);
	record.writeUInt32LE(0x06054b50, 0);
	record.writeUInt16LE(count, 10);
	return Buffer.concat([record, Buffer.from(comment)]);
}
