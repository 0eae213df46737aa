import { crc32, deflateRawSync } from 'node:zlib';

/** A file of a zip; what is not given is as an honest zip has it. */
export interface ZipEntry {
	readonly name: string;
	readonly content: string | Uint8Array;
	/** 0: stored. Default: 8, deflated. */
	readonly method?: number;
	readonly flags?: number;
	/** Unix type and permissions. */
	readonly mode?: number;
	/** What the directory says of the content. */
	readonly size?: number;
	readonly crc?: number;
	/** In seconds since 1970. */
	readonly modified?: number;
	/** The deflated bytes, where they are to be others. */
	readonly packed?: Uint8Array;
}

const utf8 = 0x800;

/** A zip with these files, hostile ones too. */
export function zipOf(...entries: readonly ZipEntry[]): Buffer {
	const parts: Buffer[] = [];
	const directory: Buffer[] = [];
	let at = 0;
	for (const entry of entries) {
		const { local, central } = recordsOf(entry, at);
		parts.push(local);
		directory.push(central);
		at += local.length;
	}
	const size = directory.reduce((sum, { length }) => sum + length, 0);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(entries.length, 8);
	end.writeUInt16LE(entries.length, 10);
	end.writeUInt32LE(size, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...parts, ...directory, end]);
}

function recordsOf(entry: ZipEntry, at: number): { readonly local: Buffer; readonly central: Buffer } {
	const { method = 8, flags = 0, mode = 0 } = entry;
	const content = Buffer.from(entry.content);
	const data = Buffer.from(entry.packed ?? (method === 8 ? deflateRawSync(content) : content));
	const name = Buffer.from(entry.name);
	const extra = entry.modified === undefined ? Buffer.alloc(0) : timeField(entry.modified);
	const shared = Buffer.alloc(26);
	shared.writeUInt16LE(20, 0);
	shared.writeUInt16LE(flags | utf8, 2);
	shared.writeUInt16LE(method, 4);
	shared.writeUInt16LE(0x2821, 8);
	shared.writeUInt32LE(entry.crc ?? crc32(content), 10);
	shared.writeUInt32LE(data.length, 14);
	shared.writeUInt32LE(entry.size ?? content.length, 18);
	shared.writeUInt16LE(name.length, 22);
	shared.writeUInt16LE(extra.length, 24);
	const rest = Buffer.alloc(14);
	rest.writeUInt32LE((mode << 16) >>> 0, 6);
	rest.writeUInt32LE(at, 10);
	return {
		local: Buffer.concat([Buffer.from('PK\x03\x04'), shared, name, extra, data]),
		central: Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), shared, rest, name, extra]),
	};
}

/** The time as Info-ZIP writes it. */
function timeField(modified: number): Buffer {
	const field = Buffer.alloc(9);
	field.writeUInt16LE(0x5455, 0);
	field.writeUInt16LE(5, 2);
	field.writeUInt8(1, 4);
	field.writeUInt32LE(modified, 5);
	return field;
}
