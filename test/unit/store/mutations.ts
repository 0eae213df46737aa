/** Numbers that look random and are the same at each run: `below(n)` gives a whole one from 0 to n − 1. */
export class Dice {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	below(limit: number): number {
		// Mulberry32.
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
	}

	pick<T>(list: readonly T[]): T {
		const found = list[this.below(list.length)];
		if (found === undefined) throw new RangeError('nothing to pick from');
		return found;
	}
}

/** A log's bytes and those of another session's log, made into damaged bytes. */
export type Mutation = (log: Buffer, other: Buffer, dice: Dice) => Buffer;

const newline = 10;
const text = (value: string): Buffer => Buffer.from(value);

function linesOf(log: Buffer): Buffer[] {
	const lines: Buffer[] = [];
	let start = 0;
	for (let end = log.indexOf(newline); end !== -1; end = log.indexOf(newline, start)) {
		lines.push(log.subarray(start, end + 1));
		start = end + 1;
	}
	if (start < log.length) lines.push(log.subarray(start));
	return lines;
}

/** Somewhere in the log: the bytes before and those after. */
function cut(log: Buffer, dice: Dice): [Buffer, Buffer] {
	const at = dice.below(log.length + 1);
	return [log.subarray(0, at), log.subarray(at)];
}

function insert(log: Buffer, dice: Dice, bytes: Buffer): Buffer {
	const [before, after] = cut(log, dice);
	return Buffer.concat([before, bytes, after]);
}

/** Puts a whole line between two. */
function insertLine(log: Buffer, dice: Dice, line: Buffer): Buffer {
	return Buffer.concat(linesOf(log).toSpliced(dice.below(linesOf(log).length + 1), 0, line));
}

const wrongValues: readonly string[] = [
	'null',
	'true',
	'0',
	'-1',
	'0.5',
	'1e400',
	'1e300',
	'-1e300',
	'9007199254740993',
	'7258118400000000',
	'1e15',
	'""',
	'"x"',
	'"constructor"',
	'[]',
	'{}',
	'[null]',
	'[{}]',
	'[[[[]]]]',
	'{"__proto__":{"type":"message"}}',
	'{"type":"text"}',
	'NaN',
	'-',
	'"\\ud800"',
];

/** One value in one record becomes another, of any type. */
function wrongValue(log: Buffer, dice: Dice): Buffer {
	const values = [...log.toString('latin1').matchAll(/(?<="[A-Za-z]+":)(?:"(?:[^"\\]|\\.)*"|[\w.-]+|[[{])/g)];
	const { index, 0: old } = dice.pick(values);
	const [before, after] = [log.subarray(0, index), log.subarray(index + old.length)];
	return Buffer.concat([before, text(dice.pick(wrongValues)), after]);
}

function changeKey(log: Buffer, dice: Dice): Buffer {
	const { index, 0: old } = dice.pick([...log.toString('latin1').matchAll(/"[A-Za-z]+"(?=:)/g)]);
	const key = dice.pick([
		'"__proto__"',
		'"constructor"',
		'"at"',
		'"id"',
		'"type"',
		'"session"',
		'"toString"',
	]);
	return Buffer.concat([log.subarray(0, index), text(key), log.subarray(index + old.length)]);
}

/** A record that says the same as one of the log's, around so many levels of something. */
function nestDeeply(log: Buffer, dice: Dice, levels: number): Buffer {
	const line = dice.pick(linesOf(log)).toString('latin1').trimEnd();
	const deep = dice.pick([
		'['.repeat(levels) + ']'.repeat(levels),
		'{"a":'.repeat(levels) + '1' + '}'.repeat(levels),
		'['.repeat(levels),
	]);
	return insertLine(
		log,
		dice,
		Buffer.from(`${line.replace(/\}(\]?)$/, `,"metadata":${deep}}$1`)}\n`, 'latin1'),
	);
}

export const mutations: Readonly<Record<string, Mutation>> = {
	flippedBits: (log, _, dice) => {
		const bytes = Buffer.from(log);
		for (let left = 1 + dice.below(8); left > 0; left--) {
			const at = dice.below(bytes.length);
			bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.below(8));
		}
		return bytes;
	},
	cutOff: (log, _, dice) => cut(log, dice)[0],
	beginningLost: (log, _, dice) => cut(log, dice)[1],
	hole: (log, _, dice) => {
		const [before, after] = cut(log, dice);
		return Buffer.concat([before, cut(after, dice)[1]]);
	},
	zeroedHole: (log, _, dice) => Buffer.from(log).fill(0, dice.below(log.length), dice.below(log.length + 1)),
	zeroedTail: (log, _, dice) => Buffer.concat([log, Buffer.alloc(1 + dice.below(4096))]),
	spliced: (log, other, dice) => Buffer.concat([cut(log, dice)[0], cut(other, dice)[1]]),
	otherInside: (log, other, dice) => insert(log, dice, cut(cut(other, dice)[0], dice)[1]),
	othersLine: (log, other, dice) => insertLine(log, dice, dice.pick(linesOf(other))),
	allOfOther: (_, other) => other,
	bothAfterEachOther: (log, other) => Buffer.concat([other, log]),
	swappedLines: (log, _, dice) => {
		const lines = linesOf(log);
		const [one, two] = [dice.below(lines.length), dice.below(lines.length)];
		return Buffer.concat(
			lines.map((line, nth) => lines[nth === one ? two : nth === two ? one : nth] ?? line),
		);
	},
	reversedLines: (log) => Buffer.concat(linesOf(log).reverse()),
	doubledLines: (log) => Buffer.concat(linesOf(log).flatMap((line) => [line, line])),
	lostLine: (log, _, dice) => Buffer.concat(linesOf(log).toSpliced(dice.below(linesOf(log).length), 1)),
	lostLineEnd: (log, _, dice) => {
		const ends = [...log.keys()].filter((at) => log[at] === newline);
		const at = dice.pick(ends);
		return Buffer.concat([log.subarray(0, at), log.subarray(at + 1)]);
	},
	lineEndInside: (log, _, dice) => insert(log, dice, text('\n')),
	blankLines: (log, _, dice) => insertLine(log, dice, text('\n \t\n\r\n')),
	windowsLineEnds: (log) => Buffer.from(log.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
	oldMacLineEnds: (log) => Buffer.from(log.toString('latin1').replaceAll('\n', '\r'), 'latin1'),
	byteOrderMark: (log) => Buffer.concat([text('\uFEFF'), log]),
	utf16: (log) => Buffer.from(log.toString('utf8'), 'utf16le'),
	latin1: (log) => Buffer.from(log.toString('utf8'), 'latin1'),
	noUtf8: (log, _, dice) =>
		insert(log, dice, dice.pick([Buffer.of(0xff), Buffer.of(0xc0, 0x80), Buffer.of(0xed, 0xa0, 0x80)])),
	conflictMarks: (log, other, dice) => {
		const [before, after] = [linesOf(log).slice(0, 3), linesOf(log).slice(3)];
		const [ours, theirs] = [dice.pick(linesOf(log)), dice.pick(linesOf(other))];
		const marks = ['<<<<<<< HEAD\n', '=======\n', '>>>>>>> theirs\n'].map(text);
		return Buffer.concat(
			[...before, marks[0], ours, marks[1], theirs, marks[2], ...after].map((b) => b ?? log),
		);
	},
	wrongValue: (log, _, dice) => wrongValue(log, dice),
	wrongValues: (log, _, dice) => wrongValue(wrongValue(wrongValue(log, dice), dice), dice),
	wrongTwin: (log, _, dice) => Buffer.concat([log, wrongValue(log, dice)]),
	changedKey: (log, _, dice) => changeKey(log, dice),
	nested: (log, _, dice) => nestDeeply(log, dice, 250),
	nestedDeeply: (log, _, dice) => nestDeeply(nestDeeply(log, dice, 5000), dice, 5000),
	noise: (log, _, dice) => Buffer.from(log.map(() => dice.below(256))),
	empty: () => Buffer.alloc(0),
};

/** Damage that takes time; a few logs have it. */
export const hugeMutations: Readonly<Record<string, Mutation>> = {
	hugeMessage: (log, _, dice) =>
		insertLine(
			log,
			dice,
			text(
				`${JSON.stringify({ type: 'message', id: 'huge', at: 1, op: 'huge', after: null, role: 'user', content: 'x'.repeat(3 << 20), timestamp: 1 })}\n`,
			),
		),
	hugeNonsense: (log, _, dice) => insertLine(log, dice, text(`${'nonsense '.repeat(300_000)}\n`)),
	hugeTail: (log) => Buffer.concat([log, Buffer.alloc(5 << 20, '{"type":')]),
	hugeLineOfAll: (log) => Buffer.from(log.toString('latin1').replaceAll('\n', ' ').repeat(500), 'latin1'),
};
