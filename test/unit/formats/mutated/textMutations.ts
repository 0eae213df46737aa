import type { Random } from '../../../support/random.js';

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const newline = 10;

function linesOf(bytes: Buffer): readonly Buffer[] {
	const lines: Buffer[] = [];
	let start = 0;
	for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
		lines.push(bytes.subarray(start, end + 1));
		start = end + 1;
	}
	if (start < bytes.length) lines.push(bytes.subarray(start));
	return lines;
}

function ofLines(change: (lines: Buffer[], random: Random) => void): Mutation {
	return (bytes, random) => {
		const lines = [...linesOf(bytes)];
		if (lines.length > 0) change(lines, random);
		return Buffer.concat(lines);
	};
}

const strange: readonly Buffer[] = [
	[0],
	[0xff],
	[0xef, 0xbb, 0xbf],
	[0xed, 0xa0, 0x80],
	[0xf0, 0x9f],
	[0xe2, 0x80, 0xa8],
	[0x0d],
	[0x0a],
	[0x22],
	[0x5c],
	[0x7b],
	[0x7d],
	[0x2c],
	[0x5b],
	[...Buffer.from('\\ud800')],
	[...Buffer.from('}{')],
	[...Buffer.from('NaN')],
].map((bytes) => Buffer.from(bytes));

function spliced(bytes: Buffer, at: number, cut: number, put: Buffer): Buffer {
	return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
}

const mutations: Readonly<Record<string, Mutation>> = {
	cutEnd: (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
	cutBeginning: (bytes, random) => bytes.subarray(random.below(bytes.length + 1)),
	hole: (bytes, random) => {
		const at = random.below(bytes.length + 1);
		return spliced(bytes, at, random.below(100), Buffer.alloc(0));
	},
	flippedBits: (bytes, random) => {
		const flipped = Buffer.from(bytes);
		for (let count = 1 + random.below(5); count > 0 && flipped.length > 0; count--) {
			const at = random.below(flipped.length);
			flipped.writeUInt8((flipped[at] ?? 0) ^ (1 << random.below(8)), at);
		}
		return flipped;
	},
	zeros: (bytes, random) => {
		const at = random.below(bytes.length + 1);
		return spliced(bytes, at, 50, Buffer.alloc(Math.min(50, bytes.length - at)));
	},
	strangeBytes: (bytes, random) =>
		spliced(bytes, random.below(bytes.length + 1), random.below(2), random.pick(strange)),
	byteOrderMark: (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
	wideText: (bytes) => Buffer.from(bytes.toString(), 'utf16le'),
	doubled: (bytes) => Buffer.concat([bytes, bytes]),
	carriageReturns: (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
	droppedLine: ofLines((lines, random) => {
		lines.splice(random.below(lines.length), 1);
	}),
	doubledLine: ofLines((lines, random) => {
		lines.splice(random.below(lines.length + 1), 0, random.pick([...lines]));
	}),
	swappedLines: ofLines((lines, random) => {
		const [one, other] = [random.below(lines.length), random.below(lines.length)];
		const kept = lines[one] ?? Buffer.alloc(0);
		lines[one] = lines[other] ?? kept;
		lines[other] = kept;
	}),
	shuffledLines: ofLines((lines, random) => {
		lines.splice(0, lines.length, ...random.shuffled(lines));
	}),
	joinedLines: ofLines((lines, random) => {
		const at = random.below(lines.length);
		lines[at] = (lines[at] ?? Buffer.alloc(0)).subarray(0, -1);
	}),
	tornLine: ofLines((lines, random) => {
		const at = random.below(lines.length);
		const line = lines[at] ?? Buffer.alloc(0);
		lines[at] = Buffer.concat([line.subarray(0, random.below(line.length)), Buffer.from('\n')]);
	}),
	blankLines: ofLines((lines, random) => {
		lines.splice(random.below(lines.length + 1), 0, Buffer.from('\n \n\t\r\n'));
	}),
	noLastBreak: (bytes) => Buffer.from(bytes.toString('latin1').trimEnd(), 'latin1'),
};

/** The bytes with one thing changed, and its name. */
export function mutateText(bytes: Buffer, random: Random): { readonly name: string; readonly bytes: Buffer } {
	const name = random.pick(Object.keys(mutations));
	return { name, bytes: mutations[name]?.(bytes, random) ?? bytes };
}
