import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFileToRead, isFolderToRead } from './worthReading.js';

/** What is met below a folder: a file to read, or a folder that could not be looked into. */
export interface Met {
	/** From the folder that the walk began in; `''` for that folder itself. */
	readonly path: string;
	readonly error?: Error;
}

/** All files below a folder, those that lie higher first. Links are not followed: they may lead out, or in circles. */
export async function* filesBelow(folder: string, signal: AbortSignal): AsyncGenerator<Met> {
	let level = [''];
	while (level.length > 0) {
		const below: string[] = [];
		for (const path of level) {
			signal.throwIfAborted();
			for await (const { name, isFolder, error } of entriesOf(join(folder, path))) {
				if (error) yield { path, error };
				else if (isFolder) below.push(inside(path, name));
				else yield { path: inside(path, name) };
			}
		}
		level = below;
	}
}

interface Listed {
	readonly name: string;
	readonly isFolder?: boolean;
	readonly error?: Error;
}

async function* entriesOf(folder: string): AsyncGenerator<Listed> {
	let entries;
	try {
		entries = await readdir(folder, { withFileTypes: true });
	} catch (error) {
		if (!(error instanceof Error)) throw error;
		yield { name: '', error };
		return;
	}
	for (const entry of entries) {
		const { name } = entry;
		if (entry.isDirectory() && isFolderToRead(name)) yield { name, isFolder: true };
		else if (entry.isFile() && isFileToRead(name)) yield { name };
	}
}

function inside(folder: string, name: string): string {
	return folder === '' ? name : `${folder}/${name}`;
}
