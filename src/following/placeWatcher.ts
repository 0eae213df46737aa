import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { watchFiles } from '../host/watchFiles.js';
import { companionFolder } from '../sources/sourceFiles.js';

/** Watches a file with the folder that belongs to it, or a folder with all below it. It need not be there yet. */
export class PlaceWatcher implements vscode.Disposable {
	readonly #path: string;
	readonly #changed: () => void;
	#watchers: readonly vscode.Disposable[] = [];
	/** The very folders that are watched. */
	#watched = '';
	#isDisposed = false;

	constructor(path: string, changed: () => void) {
		this.#path = path;
		this.#changed = changed;
	}

	/**
	 * Whether it is a folder now. To be asked before each look at what is there: a watcher stays with the folder that it
	 * began with, also where another one took its place.
	 */
	async settle(): Promise<boolean> {
		const isFolder = await stat(this.#path).then(
			(stats) => stats.isDirectory(),
			() => false,
		);
		const places = isFolder ? [{ folder: this.#path, pattern: '**' }] : placesOf(this.#path);
		const watched = (await Promise.all(places.map(identityOf))).join('\n');
		if (watched === this.#watched || this.#isDisposed) return isFolder;
		const hadAny = this.#watchers.length > 0;
		this.#stop();
		if (hadAny) {
			// One that begins in the moment in which another of the same path ends goes on with what that had.
			this.#watched = '';
			this.#changed();
		} else {
			this.#watched = watched;
			this.#watchers = places.map((place) => this.#watch(place));
		}
		return isFolder;
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#stop();
	}

	#stop(): void {
		for (const watcher of this.#watchers) watcher.dispose();
		this.#watchers = [];
	}

	#watch({ folder, pattern }: Place): vscode.Disposable {
		return watchFiles(new vscode.RelativePattern(vscode.Uri.file(folder), pattern), this.#changed);
	}
}

interface Place {
	readonly folder: string;
	readonly pattern: string;
}

/** The file's companions by themselves: else all that lies beside it would be watched. */
function placesOf(file: string): readonly Place[] {
	const companions = companionFolder(file);
	return [
		{ folder: dirname(file), pattern: escaped(basename(file)) },
		...(companions === undefined ? [] : [{ folder: companions, pattern: '**' }]),
	];
}

async function identityOf({ folder, pattern }: Place): Promise<string> {
	const stats = await stat(folder, { bigint: true }).catch(() => undefined);
	return [folder, pattern, stats?.dev, stats?.ino, stats?.birthtimeNs].join(' ');
}

/** Of a glob pattern, the characters with a meaning as themselves. */
function escaped(name: string): string {
	return name.replace(/[[\]{}*?]/g, '[$&]');
}
