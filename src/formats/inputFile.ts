import { StoreError } from '../store/errors.js';
import type { Json } from '../store/model.js';
import { Pace } from '../store/pace.js';
import { chunksOf, decodeText, firstByte, mustFit, parseJson, readBytes } from './fileText.js';
import { isJsonObject } from './json.js';
import { type BadLines, JsonLines } from './jsonLines.js';
import { type InputFile, type Line, type SourceFile, invalid } from './source.js';

/** How many values are looked at to tell the format. */
const headSize = 50;

/** Lines as they came. */
type Batches = readonly (readonly Line[])[];

/** A file that was opened: as what it may be read, and what of it could not be. */
export interface Opened {
	/** To be tried in this order. */
	readonly inputs: readonly InputFile[];
	/** Known once the lines were read. */
	bad(): BadLines | undefined;
	/** Stops reading where nobody wanted it. */
	close(): Promise<void>;
}

/**
 * Looks at a file's beginning. Undefined: it came along with its folder and does not begin as JSON does.
 * Throws StoreError `INVALID` for what is no JSON at all, `IO` when reading fails.
 */
export async function openFile(file: SourceFile, signal?: AbortSignal): Promise<Opened | undefined> {
	const stranger = !file.picked && !/\.jsonl?$/i.test(file.path);
	const reading = new Reading(file, signal);
	const ahead = await reading.ahead((first) => !stranger || first === 0x7b || first === 0x5b);
	if (!ahead) {
		await reading.close();
		return undefined;
	}
	const isOnly = reading.atEnd && ahead.flat().length === 1;
	if (reading.beganWell && !isOnly) return reading.asLines(ahead);
	// Of a text with bytes that are none the reading below says where.
	if (reading.beganWell && !reading.isMangled) return reading.asEither(ahead);
	await reading.close();
	try {
		return documentOnly(file, parseJson(decodeText(await readBytes(file, signal))));
	} catch (error) {
		if (!StoreError.is(error)) throw error;
		// One value a line after all, of which the first cannot be read.
		if (!isOnly && ahead.flat().some(({ value }) => isJsonObject(value)))
			return new Reading(file, signal).asLines([], ahead);
		if (stranger) return undefined;
		throw error;
	}
}

class Reading {
	readonly #file: SourceFile;
	readonly #signal: AbortSignal | undefined;
	readonly #chunks: AsyncIterator<Uint8Array>;
	readonly #lines = new JsonLines();
	/** The first line that is not blank holds a value. */
	beganWell = false;
	atEnd = false;

	constructor(file: SourceFile, signal: AbortSignal | undefined) {
		this.#file = file;
		this.#signal = signal;
		this.#chunks = chunksOf(file)[Symbol.asyncIterator]();
	}

	/** So many lines that the format can be told, or all; undefined when `wanted` says no to the first byte. */
	async ahead(wanted: (first: number | undefined) => boolean): Promise<Batches | undefined> {
		const ahead: (readonly Line[])[] = [];
		let count = 0;
		let size = 0;
		while (!this.atEnd && count < headSize) {
			const bytes = await this.#bytes();
			const asked = size > 0;
			size += bytes?.length ?? 0;
			if (!asked && !wanted(bytes && firstByte(bytes))) return undefined;
			const lines = this.#linesIn(bytes);
			if (lines.length > 0) ahead.push(lines);
			count += lines.length;
			const bad = this.#lines.bad;
			const [first] = ahead[0] ?? [];
			this.beganWell ||= first !== undefined && first.number < (bad.numbers[0] ?? Infinity);
			if (!first && bad.count === 0) mustFit(size);
		}
		return ahead;
	}

	async #bytes(): Promise<Uint8Array | undefined> {
		this.#signal?.throwIfAborted();
		const next = await this.#chunks.next();
		if (!next.done) return next.value;
		this.atEnd = true;
		return undefined;
	}

	#linesIn(bytes: Uint8Array | undefined): readonly Line[] {
		return bytes ? this.#lines.take(bytes) : this.#lines.end();
	}

	get isMangled(): boolean {
		return this.#lines.bad.mangled;
	}

	async close(): Promise<void> {
		await this.#chunks.return?.();
	}

	/** `head`: the values that tell the format, where none were read ahead. */
	asLines(ahead: Batches, head = ahead): Opened {
		return {
			inputs: [this.#input('lines', ahead, head)],
			bad: () => this.#lines.bad,
			close: () => this.close(),
		};
	}

	/** A single line, which may be the whole document. */
	asEither(ahead: Batches): Opened {
		const inputs = [this.#input('lines', ahead), this.#input('document', ahead)];
		return { inputs, bad: () => this.#lines.bad, close: () => this.close() };
	}

	#input(shape: InputFile['shape'], ahead: Batches, first = ahead): InputFile {
		const { path, place = path, modified = 0 } = this.#file;
		const head = first
			.flat()
			.slice(0, headSize)
			.map(({ value }) => value);
		return { path, place, modified, head, shape, lines: () => this.#all(ahead) };
	}

	/** What is done with the lines in between counts, too: it must not hold up everything else in this process. */
	async *#all(ahead: Batches): AsyncIterable<readonly Line[]> {
		const pace = new Pace(this.#signal);
		for (const lines of ahead) {
			yield lines;
			if (pace.isDue) await pace.rest();
		}
		while (!this.atEnd) {
			const lines = this.#linesIn(await this.#bytes());
			if (lines.length > 0) yield lines;
			if (pace.isDue) await pace.rest();
		}
	}
}

function documentOnly({ path, place = path, modified = 0 }: SourceFile, value: Json): Opened {
	const lines = [{ number: 1, value }];
	const input: InputFile = {
		path,
		place,
		modified,
		head: [value],
		shape: 'document',
		// eslint-disable-next-line @typescript-eslint/require-await -- as the lines of a file come
		async *lines() {
			yield lines;
		},
	};
	return { inputs: [input], bad: () => undefined, close: () => Promise.resolve() };
}

/** The one value of a document. Throws StoreError `INVALID` where there is none. */
export async function documentOf(file: InputFile): Promise<Json> {
	for await (const [line] of file.lines()) if (line) return line.value;
	throw invalid('there is nothing in it');
}
