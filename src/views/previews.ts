import * as vscode from 'vscode';
import { Owner } from '../host/lifecycle.js';
import type { FixPreview } from './fixPreview.js';

const scheme = 'sessionhierarchy-fix';

/** Shows what a fix will change as a comparison in an editor tab. */
export class Previews extends Owner implements vscode.TextDocumentContentProvider {
	readonly #texts = new Map<string, string>();
	#count = 0;

	constructor() {
		super();
		this.own(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
	}

	provideTextDocumentContent({ path }: vscode.Uri): string {
		return this.#texts.get(path) ?? '';
	}

	/** Shows a preview while `decide` runs, and gives what that gives. */
	async during<T>(title: string, { now, then }: FixPreview, decide: () => Promise<T>): Promise<T> {
		const nth = String(++this.#count);
		const [left, right] = [`/${nth}/now.txt`, `/${nth}/then.txt`].map((path) =>
			vscode.Uri.from({ scheme, path }),
		);
		if (!left || !right) throw new RangeError(nth);
		this.#texts.set(left.path, now).set(right.path, then);
		try {
			const options: vscode.TextDocumentShowOptions = { preview: false, preserveFocus: true };
			await vscode.commands.executeCommand('vscode.diff', left, right, title, options);
			return await decide();
		} finally {
			await vscode.window.tabGroups.close(tabsOf(right), true);
			this.#texts.delete(left.path);
			this.#texts.delete(right.path);
		}
	}
}

function tabsOf(right: vscode.Uri): readonly vscode.Tab[] {
	return vscode.window.tabGroups.all
		.flatMap(({ tabs }) => tabs)
		.filter(
			({ input }) =>
				input instanceof vscode.TabInputTextDiff && input.modified.toString() === right.toString(),
		);
}
