import { createReadStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { SourceFile } from '../formats/source.js';
import { sessionOfLog } from '../store/newIds.js';

/** Folders of tools, never of sessions; reading them would only take long. */
const passedOver = new Set(['.git', 'node_modules', '.venv', '__pycache__']);

/** The files to read for what a person picked: files as they are, of folders all that lies in them. */
export async function sourcesIn(
	paths: readonly string[],
	signal: AbortSignal,
): Promise<readonly SourceFile[]> {
	const sources: SourceFile[] = [];
	for (const path of paths) {
		if (!(await fs.stat(path)).isDirectory()) {
			sources.push(await source(path, basename(path), true));
			continue;
		}
		const todo = [''];
		for (let at = todo.shift(); at !== undefined; at = todo.shift()) {
			signal.throwIfAborted();
			const entries = await fs.readdir(join(path, at), { withFileTypes: true });
			entries.sort((a, b) => (a.name < b.name ? -1 : 1));
			for (const entry of entries) {
				const inner = at === '' ? entry.name : `${at}/${entry.name}`;
				// Links are left alone: they may lead out of the folder, or round in circles.
				if (entry.isDirectory() && !passedOver.has(entry.name)) todo.push(inner);
				// A store's own logs are no exports, even where the folder is one that holds a store.
				else if (entry.isFile() && sessionOfLog(entry.name) === undefined)
					sources.push(await source(join(path, inner), inner, false));
			}
		}
	}
	return sources;
}

async function source(file: string, path: string, picked: boolean): Promise<SourceFile> {
	const { size } = await fs.stat(file);
	return { path, size, picked, read: () => createReadStream(file) };
}
