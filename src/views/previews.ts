import * as vscode from 'vscode';
import { Owner } from '../host/lifecycle.js';
import type { FixPreview } from './fixPreview.js';

const scheme = 'sessionhierarchy-fix';

/** Shows what a fix will change, how a text differs from a file, or a text by itself, in an editor tab to be read only. */
export class Previews extends Owner implements vscode.TextDocumentContentProvider {
	readonly #texts = new Map<string, string>();
	#count = 0;

	constructor() {
		super();
		this.own(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
		this.own(
			vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
				for (const { input } of closed) {
					if (input instanceof vscode.TabInputTextDiff) this.#forget(input.modified);
					else if (input instanceof vscode.TabInputText) this.#forget(input.uri);
				}
			}),
		);
	}

	provideTextDocumentContent({ path }: vscode.Uri): string {
		return this.#texts.get(path) ?? 'This was not kept when the window was reloaded.';
	}

	/** Shows a text, which is kept as long as the tab is; the ending of `name` says what it is. */
	async show(name: string, text: string): Promise<void> {
		const uri = this.#keep(name, text);
		await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
	}

	/** Compares a file with a text, which is kept as long as the tab is. */
	async compare(file: vscode.Uri, text: string, title: string): Promise<void> {
		// The name tells the editor in which language to colour it.
		const name = file.path.split('/').at(-1) ?? '';
		const right = this.#keep(name, text);
		await vscode.commands.executeCommand('vscode.diff', file, right, title);
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

	#keep(name: string, text: string): vscode.Uri {
		const uri = vscode.Uri.from({ scheme, path: `/${String(++this.#count)}/${name}` });
		this.#texts.set(uri.path, text);
		return uri;
	}

	#forget(uri: vscode.Uri): void {
		if (uri.scheme === scheme && tabsOf(uri).length === 0) this.#texts.delete(uri.path);
	}
}

function tabsOf(uri: vscode.Uri): readonly vscode.Tab[] {
	return vscode.window.tabGroups.all
		.flatMap(({ tabs }) => tabs)
		.filter(({ input }) => {
			if (input instanceof vscode.TabInputTextDiff) return input.modified.toString() === uri.toString();
			return input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
		});
}
