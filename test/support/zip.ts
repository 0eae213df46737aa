const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;

/** The names of the files in a zip, in the order of its directory. */
export function zipEntryNames(zip: Buffer): string[] {
	let end = zip.length - 22;
	while (end >= 0 && zip.readUInt32LE(end) !== endSignature) end -= 1;
	if (end < 0) throw new Error('This is not a zip.');
	const names: string[] = [];
	let at = zip.readUInt32LE(end + 16);
	for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
		if (zip.readUInt32LE(at) !== entrySignature)
			throw new Error(`The zip's directory is damaged at byte ${at}.`);
		const nameLength = zip.readUInt16LE(at + 28);
		names.push(zip.toString('utf8', at + 46, at + 46 + nameLength));
		at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
	}
	return names;
}
