import { join } from 'node:path';
import * as vscode from 'vscode';
import { Coalesced } from '../host/coalesce.js';
import { Owner } from '../host/lifecycle.js';
import type { FolderStore, Stores } from '../host/stores.js';
import { watchersBegin, watchFiles } from '../host/watchFiles.js';
import { internalCommands } from '../ids.js';
import type { CheckOptions, CheckReport, Finding } from '../store/finding.js';
import { fixTitle, isFixable, type Fixable } from './fixWords.js';

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
				for (const [folder, shown] of [...this.#shown]) {
					if (isInWorkspace(folder)) shown.changed();
					else this.#forget(folder);
				}
			}),
		);
	}

	/** Checks a folder and shows what was found instead of what was shown before. Rejects like `SessionStore.check`. */
	async check(opened: FolderStore, options: CheckOptions = {}): Promise<CheckReport> {
		const { folder, path, store } = opened;
		const begun = performance.now();
		const report = await store.check(options);
		// It may have been closed meanwhile.
		if (this.isDisposed || !isInWorkspace(folder)) return report;
		if (report.findings.length === 0 || this.#shown.get(folder)?.path !== path) this.#forget(folder);
		if (report.findings.length === 0) return report;
		const shown = this.#shown.get(folder) ?? this.#show(opened);
		shown.set(report.findings, performance.now() - begun);
		return report;
	}

	/** A finding that is shown. */
	find(folder: string, key: string): Finding | undefined {
		return this.#shown.get(folder)?.findings.find((finding) => keyOf(finding) === key);
	}

	/** What can be fixed of what is shown, with what names it to the command that does. */
	fixable(): readonly { readonly finding: Fixable; readonly fixing: object }[] {
		return [...this.#shown].flatMap(([folder, { findings }]) =>
			findings.filter(isFixable).map((finding) => ({ finding, fixing: fixing(folder, finding) })),
		);
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
				const again = (await this.#stores.all()).find((each) => each.folder === folder);
				if (again) await this.check(again);
				else this.#forget(folder);
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
	readonly path: string;
	readonly #diagnostics = this.own(vscode.languages.createDiagnosticCollection('sessionHierarchy'));
	readonly #again: Coalesced;
	#cost = 0;
	findings: readonly Finding[] = [];

	constructor(path: string, check: () => Promise<void>, log: vscode.LogOutputChannel) {
		super();
		this.path = path;
		const failed = (error: unknown): void => {
			log.error(`${path}:`, error instanceof Error ? error : String(error));
		};
		this.#again = this.own(new Coalesced(check, failed, () => Math.max(pause, this.#cost / share)));
		this.own(new Coalesced(check, failed, watchersBegin)).request();
		const files = new vscode.RelativePattern(vscode.Uri.file(path), '{*,.local/**}');
		this.own(
			watchFiles(files, () => {
				this.changed();
			}),
		);
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
		const before = byFile(this.findings);
		const now = byFile(findings);
		this.findings = findings;
		this.#cost = cost;
		// What did not change is not set again: the Problems view would draw it anew, and close what is open on it.
		const changed = [...new Set([...before.keys(), ...now.keys()])].filter(
			(file) => JSON.stringify(before.get(file)) !== JSON.stringify(now.get(file)),
		);
		this.#diagnostics.set(changed.map((file) => [this.#uri(file), now.get(file)?.map(diagnosticOf)]));
	}

	at(uri: vscode.Uri, { code, message, range }: vscode.Diagnostic): Finding | undefined {
		// A line may hold several records, of which the words tell apart what they lack.
		return this.findings.find(
			(finding) =>
				finding.kind === code &&
				finding.line === range.start.line + 1 &&
				finding.message === message &&
				this.#uri(finding.file).toString() === uri.toString(),
		);
	}

	#uri(file: string): vscode.Uri {
		return vscode.Uri.file(join(this.path, file));
	}
}

function isInWorkspace(folder: string): boolean {
	return vscode.workspace.workspaceFolders?.some(({ uri }) => uri.toString() === folder) ?? false;
}

function byFile(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
	const files = new Map<string, Finding[]>();
	for (const finding of findings) {
		const list = files.get(finding.file);
		if (list) list.push(finding);
		else files.set(finding.file, [finding]);
	}
	return files;
}

function keyOf({ kind, file, line, fix }: Finding): string {
	return JSON.stringify([kind, line, file, fix]);
}

function diagnosticOf({ kind, line, message, severity }: Finding): vscode.Diagnostic {
	// The whole line; what is longer than any editor shows ends there.
	const range = new vscode.Range(line - 1, 0, line - 1, 100_000);
	const diagnostic = new vscode.Diagnostic(range, message, severities[severity]);
	diagnostic.source = source;
	diagnostic.code = kind;
	return diagnostic;
}

function fixing(folder: string, finding: Finding): object {
	return { folder, finding: keyOf(finding) };
}

function actionFor(folder: string, finding: Fixable, diagnostic: vscode.Diagnostic): vscode.CodeAction {
	const title = `${fixTitle(finding)}…`;
	const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
	action.diagnostics = [diagnostic];
	action.isPreferred = true;
	action.command = {
		title,
		command: internalCommands.fixFinding,
		arguments: [fixing(folder, finding)],
	};
	return action;
}
