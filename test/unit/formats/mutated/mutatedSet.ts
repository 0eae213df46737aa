import type { SourceFile } from '../../../../src/formats/source.js';
import type { Json } from '../../../../src/store/model.js';
import { Random } from '../../../support/random.js';
import { type FixtureSet, isLines } from './fixtureSet.js';
import { mutateValues } from './jsonMutations.js';
import { render } from './rawJson.js';
import { type MutableFile, mutateFiles } from './setMutations.js';
import { mutateText } from './textMutations.js';

export interface MutatedSet {
	readonly files: readonly SourceFile[];
	/** What an earlier import brought in: nothing, or the files before they were mutated. */
	readonly before: readonly SourceFile[];
	/** Names of what was done to them. */
	readonly done: readonly string[];
}

/** The same for the same seed. `others`: sets that files may be taken from. */
export function mutatedSet(
	fixtures: readonly FixtureSet[],
	others: readonly FixtureSet[],
	seed: number,
): MutatedSet {
	const random = new Random(seed);
	const fixture = random.pick(fixtures);
	const indent = random.chance(0.3) ? 1 : undefined;
	const done: string[] = [];
	const values = structuredClone(fixture) as Record<string, Json>;
	const inValues = random.pick([0, 1, 1, 1, 2, 2, 3, 5]);
	for (let count = 0; count < inValues; count++) done.push(mutateValues({ root: values, random }));
	const files = filesOf(values, indent);
	const inFiles = random.pick([0, 0, 0, 1, 1, 2]);
	const foreign = filesOf(random.pick(others), undefined);
	for (let count = 0; count < inFiles; count++) done.push(mutateFiles(files, random, foreign));
	const inText = random.pick(done.length === 0 ? [1, 2] : [0, 0, 0, 1, 1, 2]);
	for (let count = 0; count < inText; count++) {
		const file = random.pick(files);
		const { name, bytes } = mutateText(file.bytes, random);
		done.push(name);
		file.bytes = bytes;
	}
	const size = random.pick([1000, 1 << 16, 1 << 16, 61]);
	return {
		files: files.map((file) => asSource(file, size)),
		before: random.chance(0.3) ? wholeSet(fixture) : [],
		done,
	};
}

/** The files as they were meant to be. */
export function wholeSet(set: FixtureSet): readonly SourceFile[] {
	return filesOf(set, undefined).map((file) => asSource(file, 1 << 16));
}

function filesOf(set: FixtureSet, indent: number | undefined): MutableFile[] {
	const files = Object.entries(set).map(([path, value]) => ({
		path,
		bytes: Buffer.from(textOf(path, value, indent)),
		picked: false,
		modified: 1_750_000_000_000,
	}));
	return files.length > 0 ? files : [{ path: 'x', bytes: Buffer.alloc(0), picked: true, modified: 0 }];
}

function textOf(path: string, value: Json, indent: number | undefined): string {
	if (isLines(path) && Array.isArray(value))
		return (value as readonly Json[]).map((line) => `${render(line)}\n`).join('');
	return render(value, indent);
}

/** `piece`: bytes that are read at once of a small file. */
function asSource({ bytes, ...file }: MutableFile, piece: number): SourceFile {
	const size = bytes.length;
	return { ...file, size, read: () => chunks(bytes, size > 100_000 ? 1 << 16 : piece) };
}

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
