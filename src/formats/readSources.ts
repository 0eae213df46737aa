import { StoreError } from '../store/errors.js';
import type { IncomingSession } from '../store/incoming.js';
import type { Json } from '../store/model.js';
import { Pace } from '../store/pace.js';
import { attachmentName, Attachments } from './attachments.js';
import { formats } from './formats.js';
import { type Opened, openFile } from './inputFile.js';
import { isJsonObject } from './json.js';
import { pack } from './pack.js';
import {
	type Format,
	type FormatFailure,
	type FormatReader,
	type FormatWarning,
	type InputFile,
	type ReadContext,
	type Reading,
	type RecognisedFile,
	type SourceFile,
	invalid,
} from './source.js';
import { Spool } from './spool.js';

/** What agents' stores leave beside their sessions: locks, copies of what was broken, unfinished writes. */
const leftOver = /\.json\.lock$|\.json\.corrupt-\d+$|\.tmp$/;

export interface ReadOptions {
	readonly signal?: AbortSignal;
	/** Where the texts of messages are kept; default: in memory. */
	readonly spool?: Spool;
}

/** A reading with what was wrong already when its files were looked for. */
export function withFaultsOf(found: Pick<Reading, 'warnings' | 'failures'>, reading: Reading): Reading {
	return {
		...reading,
		warnings: [...found.warnings, ...reading.warnings],
		failures: [...found.failures, ...reading.failures],
	};
}

/**
 * Reads files of any known format, each by its content, whole or not at all: one that is refused becomes a
 * failure, the others are read. Links between files of one format become links between the sessions.
 * Rejects only when `signal` is aborted, or for an error of the program.
 */
export async function readSources(
	files: readonly SourceFile[],
	{ signal, spool = new Spool() }: ReadOptions = {},
): Promise<Reading> {
	const readers = new Map<Format, FormatReader>();
	const recognised: RecognisedFile[] = [];
	const warnings: FormatWarning[] = [];
	const failures: FormatFailure[] = [];
	const skipped: string[] = [];
	const pace = new Pace(signal);
	const warn: ReadContext['warn'] = (path, message) =>
		void warnings.push({ path, message: shortened(message) });
	const attachments = new Attachments(files, warn, signal);
	const context: ReadContext = {
		pack: (message) => pack(spool, message),
		warn,
		attached: (place) => attachments.text(place),
	};
	for (const file of files) {
		signal?.throwIfAborted();
		const { path, picked } = file;
		if (!picked && leftOver.test(path)) continue;
		if (attachmentName(file) !== undefined) {
			skipped.push(path);
			continue;
		}
		let opened: Opened | undefined;
		try {
			opened = await openFile(file, signal);
			const found = opened && recognise(opened);
			if (!opened || (!found && !picked)) {
				skipped.push(path);
				continue;
			}
			if (!found) throw notASession(opened.inputs.at(-1)?.head[0] ?? null);
			const reader = readers.get(found.format) ?? found.format.begin(context);
			readers.set(found.format, reader);
			const count = await reader.add(found.input);
			recognised.push({ path, format: found.format.name, ...count });
			tellOfBadLines(context, path, opened);
			if (pace.isDue) await pace.rest();
		} catch (error) {
			signal?.throwIfAborted();
			if (!StoreError.is(error)) throw error;
			failures.push({ path, message: shortened(`${path}: ${error.message}`) });
		} finally {
			await opened?.close();
		}
	}
	const sessions: (readonly IncomingSession[])[] = [];
	for (const reader of readers.values()) {
		await pace.rest();
		sessions.push(await reader.finish());
	}
	await pace.rest();
	return { sessions: sessions.flat(), recognised, warnings, failures, skipped };
}

/** Titles and ids of files may be of any length. */
function shortened(message: string): string {
	return message.length > longest
		? `${message.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`
		: message;
}

const longest = 500;

function recognise({ inputs }: Opened): { readonly format: Format; readonly input: InputFile } | undefined {
	for (const input of inputs) {
		const format = formats.find((candidate) => candidate.recognises(input));
		if (format) return { format, input };
	}
	return undefined;
}

function tellOfBadLines(context: ReadContext, path: string, opened: Opened): void {
	const bad = opened.bad();
	if (!bad) return;
	if (bad.count > 0) {
		const more = bad.count > bad.numbers.length ? ', …' : '';
		const lines = bad.count === 1 ? 'line' : `${String(bad.count)} lines`;
		context.warn(path, `${lines} ${bad.numbers.join(', ')}${more}: not JSON, left out`);
	}
	if (bad.mangled) context.warn(path, 'some bytes of it are no UTF-8 text; � stands in their place');
	if (bad.tornEnd !== undefined)
		context.warn(path, `line ${String(bad.tornEnd)}, the last, is not complete yet, and was left out`);
}

function notASession(value: Json): StoreError {
	const known = formats.map(({ title }) => title).join(', ');
	return invalid(`JSON, but no session that is known here (${known}): found ${describe(value)}`);
}

function describe(value: Json): string {
	if (Array.isArray(value)) return `a list of ${value.length.toString()}`;
	if (!isJsonObject(value)) return value === null ? 'null' : `a ${typeof value}`;
	const keys = Object.keys(value);
	if (keys.length === 0) return 'an empty object';
	const shown = keys.slice(0, 4).map((key) => JSON.stringify(key.slice(0, 30)));
	return `an object with ${shown.join(', ')}${keys.length > shown.length ? ', …' : ''}`;
}
