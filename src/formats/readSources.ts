import { StoreError } from '../store/errors.js';
import type { Json } from '../store/model.js';
import { decodeText, parseJson, readBytes } from './fileText.js';
import { isJsonObject } from './json.js';
import { mergeGroups } from './mergeGroups.js';
import { praison } from './praison.js';
import { sessionBundle } from './sessionBundle.js';
import {
	type Format,
	type FormatFailure,
	type FormatReader,
	type Reading,
	type RecognisedFile,
	type SourceFile,
	invalid,
} from './source.js';

const formats: readonly Format[] = [sessionBundle, praison];

/** What agents' stores leave beside their sessions: locks, copies of what was broken, unfinished writes. */
const leftOver = /\.json\.lock$|\.json\.corrupt-\d+$|\.tmp$/;

/**
 * Reads files of any known format, each by its content, whole or not at all: one that is refused becomes a
 * failure, the others are read. Links between files of one format become links in the bundle.
 * Rejects only when `signal` is aborted.
 */
export async function readSources(files: readonly SourceFile[], signal?: AbortSignal): Promise<Reading> {
	const readers = new Map<Format, FormatReader>();
	const recognised: RecognisedFile[] = [];
	const failures: FormatFailure[] = [];
	const skipped: string[] = [];
	for (const file of files) {
		signal?.throwIfAborted();
		if (!file.picked && leftOver.test(file.path)) continue;
		try {
			const value = await readValue(file, signal);
			if (value === undefined) {
				skipped.push(file.path);
				continue;
			}
			const format = formatOf(value);
			if (!format && !file.picked) {
				skipped.push(file.path);
				continue;
			}
			if (!format) throw notASession(value);
			const reader = readers.get(format) ?? format.begin();
			readers.set(format, reader);
			recognised.push({
				path: file.path,
				format: format.name,
				...reader.add({ path: file.path, value }),
			});
		} catch (error) {
			signal?.throwIfAborted();
			if (!StoreError.is(error)) throw error;
			failures.push({ path: file.path, message: `${file.path}: ${error.message}` });
		}
	}
	const ends = [...readers.values()].map((reader) => reader.finish());
	const groups = ends.flatMap((end) => end.groups).filter((group) => group.length > 0);
	return {
		bundle: groups.length === 0 ? undefined : mergeGroups(groups),
		recognised,
		warnings: ends.flatMap(({ warnings }) => warnings),
		failures,
		skipped,
	};
}

/** Undefined for a file that came with its folder and does not claim to be JSON. */
async function readValue(file: SourceFile, signal?: AbortSignal): Promise<Json | undefined> {
	const stranger = !file.picked && !/\.jsonl?$/i.test(file.path);
	const bytes = await readBytes(file, (first) => !stranger || first === 0x7b || first === 0x5b, signal);
	if (!bytes) return undefined;
	try {
		return parseJson(decodeText(bytes));
	} catch (error) {
		if (stranger && StoreError.is(error)) return undefined;
		throw error;
	}
}

function formatOf(value: Json): Format | undefined {
	return formats.find((candidate) => candidate.recognises(value));
}

function notASession(value: Json): StoreError {
	const expected = formats.map(({ looksLike }) => looksLike).join(' or ');
	return invalid(`JSON, but no session: expected ${expected}, found ${describe(value)}`);
}

function describe(value: Json): string {
	if (Array.isArray(value)) return `a list of ${value.length.toString()}`;
	if (!isJsonObject(value)) return value === null ? 'null' : `a ${typeof value}`;
	const keys = Object.keys(value);
	if (keys.length === 0) return 'an empty object';
	const shown = keys.slice(0, 4).map((key) => JSON.stringify(key.slice(0, 30)));
	return `an object with ${shown.join(', ')}${keys.length > shown.length ? ', …' : ''}`;
}
