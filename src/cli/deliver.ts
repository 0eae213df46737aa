import { statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { shownTitle } from '../formats/shown.js';
import { titleFileName } from '../formats/titleFileName.js';
import { type Writer, writerNames, writers } from '../formats/writers.js';
import type { WrittenFile } from '../formats/written.js';
import type { Bundle } from '../store/bundleModel.js';
import type { Call, Option } from './command.js';
import { Failure, UsageError } from './failures.js';
import { isFolder } from './isFolder.js';
import { warn } from './reading.js';

/** What commands that write sessions in a form have in common. */
export const deliveryOptions = {
	to: { value: 'format', about: writerNames.join(', ') },
	out: { value: 'file or folder', about: 'where to write it to; without it, to standard output' },
} as const satisfies Readonly<Record<string, Option>>;

/** What their help says of it. */
export const deliveryDetails: readonly string[] = [
	'praisonai and markdown have a file for each session. A folder gets files beside those that it has; nothing in it is overwritten.',
	'What the format cannot hold is told on standard error.',
	'--json with --out: { files, losses }, the paths written and what the format could not hold.',
];

/** The form that was asked for. Throws UsageError. */
export function writerNamed(name: string): Writer {
	const found = writerNames.find((each) => each === name);
	if (found === undefined) throw new UsageError(`“${name}” is no format: ${writerNames.join(', ')}.`);
	return writers[found];
}

/** Writes sessions where the call wants them, after telling what gets lost. Throws Failure, UsageError. */
export async function deliver(call: Call, writer: Writer, bundle: Bundle): Promise<void> {
	const { files, losses } = await writer.write(bundle);
	await warn(call, losses);
	const out = call.text('out');
	if (out === undefined) {
		await call.out.file(joined(files, writer).text);
		return;
	}
	const path = resolve(call.folder, out);
	const toFolder = isFolder(path) || /[/\\]$/.test(out) || (files.length > 1 && !writer.join);
	const written = toFolder
		? await intoFolder(path, namedByTitle(files, writer, bundle))
		: await intoFile(path, joined(files, writer));
	if (call.flag('json')) await call.out.json({ files: written, losses });
	else for (const file of written) await call.out.line(file);
}

function joined(files: readonly WrittenFile[], { title, join: glue }: Writer): WrittenFile {
	const [only, ...others] = files;
	if (!only) throw new Failure('There is nothing to write.');
	if (others.length === 0) return only;
	if (glue) return { ...only, text: glue(files.map(({ text }) => text)) };
	throw new UsageError(
		`${title} has a file for each session, and these are ${String(files.length)}: use --out <folder>.`,
	);
}

/** A form of one file calls it by no session. */
function namedByTitle(
	files: readonly WrittenFile[],
	{ extension, namesFiles }: Writer,
	{ sessions: [top] }: Bundle,
): readonly WrittenFile[] {
	const [only, ...others] = files;
	if (!only || others.length > 0 || namesFiles) return files;
	return [{ ...only, name: `${titleFileName(shownTitle(top?.title ?? '', ''))}${extension}` }];
}

async function intoFile(path: string, { text }: WrittenFile): Promise<readonly string[]> {
	await writeFile(path, text);
	return [path];
}

/** All or none, as far as can be known beforehand. */
async function intoFolder(folder: string, files: readonly WrittenFile[]): Promise<readonly string[]> {
	if (files.length === 0) throw new Failure('There is nothing to write.');
	await mkdir(folder, { recursive: true });
	const targets = files.map(({ name, text }) => ({ path: join(folder, name), text }));
	const taken = targets.find(({ path }) => statSync(path, { throwIfNoEntry: false }));
	if (taken) throw new Failure(`${taken.path} is there already: nothing was written.`);
	for (const { path, text } of targets) await writeFile(path, text, { flag: 'wx' });
	return targets.map(({ path }) => path);
}
