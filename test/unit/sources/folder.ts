import { mkdir, mkdtemp, realpath, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SourceFile } from '../../../src/formats/source.js';
import { type Picked, type Sources, sourcesIn } from '../../../src/sources/sourceFiles.js';
import type { Json } from '../../../src/store/model.js';

/** A folder that goes with the test. */
export class TestFolder {
	readonly path: string;

	protected constructor(path: string) {
		this.path = path;
	}

	static async make(): Promise<TestFolder> {
		return new TestFolder(await realpath(await mkdtemp(join(tmpdir(), 'sources-'))));
	}

	at(name: string): string {
		return join(this.path, name);
	}

	/** Text and bytes as they are, a list as one JSON value a line, anything else as JSON; `seconds` since 1970. */
	async write(name: string, content: Json | Uint8Array, seconds = 1_700_000_000): Promise<string> {
		const file = this.at(name);
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, contentOf(content));
		await utimes(file, seconds, seconds);
		return file;
	}

	/** What is read for these names in the folder, or picks. */
	sources(...picks: readonly (string | Picked)[]): Promise<Sources> {
		const { signal } = new AbortController();
		return sourcesIn(
			picks.map((pick) => (typeof pick === 'string' ? this.at(pick) : pick)),
			{ signal },
		);
	}

	remove(): Promise<void> {
		return rm(this.path, { recursive: true, force: true });
	}
}

function contentOf(content: Json | Uint8Array): string | Uint8Array {
	if (typeof content === 'string' || content instanceof Uint8Array) return content;
	if (Array.isArray(content)) return content.map((value) => `${JSON.stringify(value)}\n`).join('');
	return JSON.stringify(content);
}

export function pathsOf({ files }: Sources): readonly string[] {
	return files.map(({ path }) => path);
}

export async function textOf(file: SourceFile | undefined): Promise<string> {
	const chunks: Uint8Array[] = [];
	if (file) for await (const chunk of file.read()) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}

/** Every file with what it holds. */
export async function textsOf({ files }: Sources): Promise<Readonly<Record<string, string>>> {
	const entries: [string, string][] = [];
	for (const file of files) entries.push([file.path, await textOf(file)]);
	return Object.fromEntries(entries);
}
