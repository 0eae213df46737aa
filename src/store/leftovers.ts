import { join } from 'node:path';
import { errnoOf, type Files } from './files.js';
import type { Remains } from './folds.js';
import type { StoreState } from './storeState.js';

/** How the name of an import's folder ends while it does not count. */
export const unfinished = '.tmp';
/** The folder of an import that never counted. */
export const deadImport = /^(in-[0-9a-z]+)\.(?:tmp|dead)$/;

/**
 * Removes what imports left that died before they counted: copies of transcripts, which must not outlive a purge. Only
 * while the writer's lock is held, under which nobody else of this machine imports.
 */
export function removeDeadImports(files: Files, local: string, names: readonly string[]): void {
	for (const name of names) {
		const id = deadImport.exec(name)?.[1];
		if (id === undefined) continue;
		const dead = join(local, `${id}.dead`);
		tryNow(() => {
			// By one rename first: an import that lives after all, in another domain, fails as a whole.
			if (join(local, name) !== dead) files.rename(join(local, name), dead);
		});
		discard(files, dead);
	}
}

/** Sizes of so many logs are looked at; of more, new ones tell that an import goes on. */
const few = 16;

/** A text that changes while somebody writes an import: as its logs grow, come and are moved up. */
export function traceOfImports(files: Files, local: string): string {
	const traces = files
		.list(local)
		.filter((name) => name.startsWith('in-'))
		.map((name) => {
			const logs = files.list(join(local, name));
			const last = logs.slice(-few).map((log) => String(files.stat(join(local, name, log))?.size));
			return [name, String(logs.length), ...last].join(' ');
		});
	return traces.join('\n');
}

/** Removes the folder of an import that does not count, as far as that goes now. */
export function discard(files: Files, folder: string): void {
	tryNow(() => {
		if (!files.stat(folder)) return;
		for (const name of files.list(folder)) files.unlink(join(folder, name));
		files.removeFolder(folder);
	});
}

/** Goes on with purges that were interrupted after they counted. Only while the writer's lock is held. */
export async function finishPurges(state: StoreState, files: Files): Promise<void> {
	const remains = state.remains();
	for (const one of remains) {
		try {
			await erase(files, [one]);
		} catch (error) {
			mustBeOfDisk(error);
		}
	}
	if (remains.length > 0) await state.settle(remains.map(({ sessionId }) => sessionId));
}

/** Empties logs whose purge counts. */
export async function erase(files: Files, remains: readonly Remains[]): Promise<void> {
	for (const { path, upTo } of remains) {
		const file = files.open(path, 'append');
		try {
			// Longer: someone who did not see the purge went on with it, and it counts again.
			if (files.keyOf(file).size > upTo) continue;
			files.truncate(file, 0);
			await files.flush(file);
		} finally {
			files.close(file);
		}
	}
}

function tryNow(act: () => void): void {
	try {
		act();
	} catch (error) {
		mustBeOfDisk(error);
	}
}

/** What cannot be cleared up now must keep nobody from writing: the next writer tries again. */
function mustBeOfDisk(error: unknown): void {
	if (errnoOf(error) === undefined) throw error;
}
