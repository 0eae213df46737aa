import * as vscode from 'vscode';
import type { FolderStore } from '../host/stores.js';
import { addExclude, findGitExclude, isExcluded } from '../host/gitExclude.js';

const keep = 'Keep Private';
const share = 'Share Through Git';

/** Asks once a folder whether its sessions are to go into the repository around it. */
export class SharingQuestion {
	readonly #memory: vscode.Memento;
	readonly #asked = new Set<string>();

	constructor(memory: vscode.Memento) {
		this.#memory = memory;
	}

	/** Resolves when answered. A question that is closed unanswered comes back in the next window. */
	async ask({ folder, name, path }: Pick<FolderStore, 'folder' | 'name' | 'path'>): Promise<void> {
		const key = `sharing:${folder}`;
		if (this.#asked.has(folder) || this.#memory.get(key) !== undefined) return;
		this.#asked.add(folder);
		const exclude = await findGitExclude(path);
		if (!exclude || (await isExcluded(exclude))) return;
		const answer = await vscode.window.showInformationMessage(
			`The sessions of "${name}" are kept in ${exclude.line.slice(1)} inside a git repository. ` +
				'Share them through git, or keep them private to this clone? Transcripts may hold secrets.',
			keep,
			share,
		);
		if (answer === keep) await addExclude(exclude);
		if (answer !== undefined) await this.#memory.update(key, answer === keep ? 'private' : 'shared');
	}
}
