import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createInflateRaw, crc32 } from 'node:zlib';
import { type Entry, getFileNameLowLevel, validateFileName } from 'yauzl';
import type { SourceFile } from '../formats/source.js';
import { StoreError } from '../store/errors.js';
import { bombReason } from './limits.js';
import { nameUnpacked, packingByName, throughUnpacker, unpacked } from './packed.js';
import { isFileToRead, isFolderToRead } from './worthReading.js';
import { withZip } from './zipReader.js';
import type { Bytes } from './zstdFrames.js';

export interface ZipContents {
	readonly files: readonly SourceFile[];
	/** What was refused, in words for a person. */
	readonly warnings: readonly string[];
}

/**
 * The files of a zip that may be transcripts, named below `path`, to be read one by one without unpacking the others.
 * What could do harm is left out with a warning. Throws StoreError `INVALID` for a broken zip.
 */
export async function filesInZip(file: string, path: string, signal: AbortSignal): Promise<ZipContents> {
	const files: SourceFile[] = [];
	const gate = new Gate();
	try {
		await withZip(file, async (zip) => {
			for await (const entry of zip.eachEntry()) {
				signal.throwIfAborted();
				const name = gate.admit(entry);
				if (name !== undefined) files.push(sourceFile(file, `${path}/${name}`, entry));
			}
		});
	} catch (cause) {
		signal.throwIfAborted();
		if (!(cause instanceof Error)) throw cause;
		throw new StoreError('INVALID', `the zip is broken (${cause.message})`, { cause });
	}
	return { files, warnings: gate.warnings() };
}

const deflated = 8;
const stored = 0;
const fileType = 0xf000;
const symbolicLink = 0xa000;
const plainFile = 0x8000;
const told = 5;

/** Lets those entries in that are harmless and may be transcripts. */
class Gate {
	readonly #refused = new Map<string, string[]>();
	readonly #names = new Set<string>();
	#packed = 0;
	#unpacked = 0;

	/** The entry's name, or undefined where it is left out. */
	admit(entry: Entry): string | undefined {
		const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
		const given = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
		const name = given
			.split('/')
			.filter((part) => part !== '' && part !== '.')
			.join('/');
		const unsafe = unsafeName(given);
		if (unsafe === undefined && (given.endsWith('/') || !isWanted(name))) return undefined;
		const reason = unsafe ?? refusal(entry) ?? this.#crowded(entry, name);
		if (reason === undefined) return name;
		const names = this.#refused.get(reason) ?? [];
		this.#refused.set(reason, names);
		names.push(given);
		return undefined;
	}

	#crowded({ compressedSize, uncompressedSize }: Entry, name: string): string | undefined {
		if (this.#names.has(name)) return 'as another file of the zip has that name';
		const packed = this.#packed + compressedSize;
		const total = this.#unpacked + uncompressedSize;
		if (bombReason(packed, total) !== undefined)
			return 'as what the zip holds would be too much once it is unpacked';
		this.#names.add(name);
		this.#packed = packed;
		this.#unpacked = total;
		return undefined;
	}

	warnings(): readonly string[] {
		return [...this.#refused].map(([reason, names]) => {
			const more = names.length > told ? ` and ${names.length - told} more` : '';
			return `left out, ${reason}: ${names.slice(0, told).map(shown).join(', ')}${more}`;
		});
	}
}

// eslint-disable-next-line no-control-regex -- names that hold them are what it looks for
const controls = /[\0-\x1f\x7f]/g;

function unsafeName(name: string): string | undefined {
	if (validateFileName(name) !== null) return 'as the name leads out of the zip';
	return name.search(controls) >= 0 ? 'as no file can have that name' : undefined;
}

/** It may be a transcript, or a text that one names. */
function isWanted(name: string): boolean {
	const folders = name.split('/');
	const file = folders.pop() ?? '';
	return (
		/^[^.]+$|^[^.].*\.(jsonl?(\.zst|\.gz)?|txt)$/i.test(file) &&
		isFileToRead(file) &&
		folders.every((folder) => isFolderToRead(folder))
	);
}

function refusal(entry: Entry): string | undefined {
	const type = (entry.externalFileAttributes >>> 16) & fileType;
	if (type === symbolicLink) return 'as it is a symbolic link';
	if (type !== 0 && type !== plainFile) return 'as it is no plain file';
	if (entry.isEncrypted()) return 'as it is encrypted';
	if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated)
		return `as it is packed in a way that is not known here (method ${entry.compressionMethod})`;
	const bomb = bombReason(entry.compressedSize, entry.uncompressedSize);
	return bomb === undefined ? undefined : `as ${bomb}`;
}

function shown(name: string): string {
	const text = name.replace(controls, '\ufffd');
	return `“${text.length > 80 ? `${text.slice(0, 79)}…` : text}”`;
}

function sourceFile(file: string, path: string, entry: Entry): SourceFile {
	const modified = entry.getLastModDate().getTime();
	const time = modified >= 0 ? { modified } : {};
	const packing = packingByName(path);
	if (packing) {
		const read = (): Bytes => unpacked(packing, entryBytes(file, entry));
		return { path: nameUnpacked(path, packing), ...time, picked: false, read };
	}
	return {
		path,
		size: entry.uncompressedSize,
		...time,
		picked: false,
		read: () => entryBytes(file, entry),
	};
}

/** Throws StoreError `INVALID` where the bytes are not those that the zip's directory tells of. */
async function* entryBytes(file: string, entry: Entry): Bytes {
	const { compressionMethod, uncompressedSize } = entry;
	const packed = await packedBytes(file, entry);
	let size = 0;
	let sum = 0;
	for await (const chunk of compressionMethod === deflated
		? throughUnpacker(packed, createInflateRaw(), 'zip')
		: packed) {
		size += chunk.length;
		if (size > uncompressedSize) throw damaged('it is longer than the zip says');
		sum = crc32(chunk, sum);
		yield chunk;
	}
	if (size < uncompressedSize) throw damaged('it is shorter than the zip says');
	if (sum !== entry.crc32) throw damaged('its checksum differs');
}

async function packedBytes(file: string, entry: Entry): Promise<Bytes> {
	if (entry.compressedSize === 0) return Readable.from([]);
	const { fileDataStart: start } = await withZip(file, (zip) =>
		zip.readLocalFileHeaderPromise(entry, { minimal: true }),
	);
	return createReadStream(file, { start, end: start + entry.compressedSize - 1 });
}

function damaged(why: string): StoreError {
	return new StoreError('INVALID', `its zip data is damaged: ${why}`);
}
