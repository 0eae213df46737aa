import { join } from 'node:path';
import * as vscode from 'vscode';
import { Coalesced } from '../host/coalesce.js';
import { Owner } from '../host/lifecycle.js';
import type { FolderStore, Stores } from '../host/stores.js';
import { internalCommands } from '../ids.js';
import type { CheckOptions, CheckReport, Finding } from '../store/finding.js';
import { fixTitle, isFixable } from './fixWords.js';

const source = 'Session Hierarchy';
const severities = {
	error: vscode.DiagnosticSeverity.Error,
	warning: vscode.DiagnosticSeverity.Warning,
	info: vscode.DiagnosticSeverity.Information,
} as const;
/** Milliseconds after a change before what is shown is checked again. */
const pause = 300;
/** Checking again may take this part of the time at most, however many sessions there are. */
const share = 1 / 10;

/** Shows in the Problems view what *Check Store* found, offers fixes there, and keeps it true while it is shown. */
export class StoreProblems extends Owner implements vscode.CodeActionProvider {
	readonly #stores: Stores;
	readonly #log: vscode.LogOutputChannel;
	readonly #shown = new Map<string, ShownFolder>();

	constructor(stores: Stores, log: vscode.LogOutputChannel) {
		super();
		this.#stores = stores;
		this.#log = log;
		this.own({
			dispose: () => {
				for (const shown of this.#shown.values()) shown.dispose();
			},
		});
		this.own(stores.onDidChange(({ folder }) => this.#shown.get(folder)?.changed()));
		this.own(stores.onDidChangeProblems((folder) => this.#shown.get(folder)?.changed()));
		this.own(
			stores.onDidChangeFolders(() => {
				for (const folder of [...this.#shown.keys()]) this.#forget(folder);
			}),
		);
	}

	/** Checks a folder and shows what was found instead of what was shown before. Rejects like `SessionStore.check`. */
	async check(opened: FolderStore, options: CheckOptions = {}): Promise<CheckReport> {
		const { folder, store } = opened;
		const begun = performance.now();
		const report = await store.check(options);
		if (this.isDisposed) return report;
		if (report.findings.length === 0) {
			this.#forget(folder);
			return report;
		}
		const shown = this.#shown.get(folder) ?? this.#show(opened);
		shown.set(report.findings, performance.now() - begun);
		return report;
	}

	/** A finding that is shown. */
	find(folder: string, key: string): Finding | undefined {
		return this.#shown.get(folder)?.findings.find((finding) => keyOf(finding) === key);
	}

	provideCodeActions(
		{ uri }: vscode.TextDocument,
		_: vscode.Range,
		{ diagnostics }: vscode.CodeActionContext,
	): vscode.CodeAction[] {
		return diagnostics
			.filter((diagnostic) => diagnostic.source === source)
			.flatMap((diagnostic) => {
				for (const [folder, shown] of this.#shown) {
					const finding = shown.at(uri, diagnostic);
					if (finding && isFixable(finding)) return actionFor(folder, finding, diagnostic);
				}
				return [];
			});
	}

	#show(opened: FolderStore): ShownFolder {
		const { folder, path } = opened;
		const shown = new ShownFolder(
			path,
			async () => {
				await this.check(await this.#stores.get(folder));
			},
			this.#log,
		);
		const files = { scheme: 'file', pattern: new vscode.RelativePattern(vscode.Uri.file(path), '**') };
		shown.alsoDispose(
			vscode.languages.registerCodeActionsProvider(files, this, {
				providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
			}),
		);
		this.#shown.set(folder, shown);
		return shown;
	}

	#forget(folder: string): void {
		this.#shown.get(folder)?.dispose();
		this.#shown.delete(folder);
	}
}

/** What is shown of one folder, until it is whole again. */
class ShownFolder extends Owner {
	readonly #path: string;
	readonly #diagnostics = this.own(vscode.languages.createDiagnosticCollection('sessionHierarchy'));
	readonly #again: Coalesced;
	#cost = 0;
	findings: readonly Finding[] = [];

	constructor(path: string, check: () => Promise<void>, log: vscode.LogOutputChannel) {
		super();
		this.#path = path;
		this.#again = this.own(
			new Coalesced(
				check,
				(error) => {
					log.error(`${path}:`, error instanceof Error ? error : String(error));
				},
				() => Math.max(pause, this.#cost / share),
			),
		);
		const files = new vscode.RelativePattern(vscode.Uri.file(path), '{*,.local/**}');
		const watcher = this.own(vscode.workspace.createFileSystemWatcher(files));
		for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
			this.own(
				event(() => {
					this.changed();
				}),
			);
		}
	}

	alsoDispose(thing: vscode.Disposable): void {
		this.own(thing);
	}

	/** Something was written: what is shown may be mended. */
	changed(): void {
		this.#again.request();
	}

	/** `cost`: milliseconds that finding them took. */
	set(findings: readonly Finding[], cost: number): void {
		this.findings = findings;
		this.#cost = cost;
		const byFile = new Map<string, vscode.Diagnostic[]>();
		for (const finding of findings) {
			const list = byFile.get(finding.file);
			if (list) list.push(diagnosticOf(finding));
			else byFile.set(finding.file, [diagnosticOf(finding)]);
		}
		this.#diagnostics.clear();
		this.#diagnostics.set([...byFile].map(([file, list]) => [this.#uri(file), list]));
	}

	at(uri: vscode.Uri, { code, range }: vscode.Diagnostic): Finding | undefined {
		return this.findings.find(
			({ file, kind, line }) =>
				kind === code && line === range.start.line + 1 && this.#uri(file).toString() === uri.toString(),
		);
	}

	#uri(file: string): vscode.Uri {
		return vscode.Uri.file(join(this.#path, file));
	}
}

function keyOf({ kind, file, line }: Finding): string {
	return `${kind} ${String(line)} ${file}`;
}

function diagnosticOf({ kind, line, message, severity }: Finding): vscode.Diagnostic {
	// The whole line; what is longer than any editor shows ends there.
	const range = new vscode.Range(line - 1, 0, line - 1, 100_000);
	const diagnostic = new vscode.Diagnostic(range, message, severities[severity]);
	diagnostic.source = source;
	diagnostic.code = kind;
	return diagnostic;
}

function actionFor(
	folder: string,
	finding: Parameters<typeof fixTitle>[0],
	diagnostic: vscode.Diagnostic,
): vscode.CodeAction {
	const title = `${fixTitle(finding)}…`;
	const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
	action.diagnostics = [diagnostic];
	action.isPreferred = true;
	action.command = {
		title,
		command: internalCommands.fixFinding,
		arguments: [{ folder, finding: keyOf(finding) }],
	};
	return action;
}
