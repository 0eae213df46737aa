import { access, constants } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { StoreError } from '../store/errors.js';
import type { StoreChange } from '../store/model.js';
import { SessionStore } from '../store/sessionStore.js';
import { Coalesced } from './coalesce.js';
import { Owner } from './lifecycle.js';
import { checkStoreFolder, defaultStoreFolder } from './storeFolder.js';
import type { FolderStore } from './stores.js';
import { watchersBegin, watchFiles } from './watchFiles.js';

/** What became of opening the store of one workspace folder. */
export interface FolderState {
	/** `WorkspaceFolder.uri.toString()`. */
	readonly folder: string;
	readonly name: string;
	/** Absent when it could not be opened. */
	readonly opened?: FolderStore;
	readonly writable: boolean;
	/** Why it was not opened, or why it is open for reading only; a sentence for a person. */
	readonly problem?: string;
}

/** The store of one workspace folder, opened on first use and followed from then on. */
export class FolderSlot extends Owner {
	readonly #folder: vscode.WorkspaceFolder;
	readonly #setting: string;
	readonly #log: vscode.LogOutputChannel;
	readonly #changed = this.own(new vscode.EventEmitter<StoreChange>());
	readonly onDidChange = this.#changed.event;
	readonly #problemsChanged = this.own(new vscode.EventEmitter<void>());
	/** Other lines of the files cannot be read now, or all can again. */
	readonly onDidChangeProblems = this.#problemsChanged.event;
	/** Each as it was logged. */
	#problems: ReadonlySet<string> = new Set();
	#state: Promise<FolderState> | undefined;

	/** `setting`: the full name of the setting that says where the store lies. */
	constructor(folder: vscode.WorkspaceFolder, setting: string, log: vscode.LogOutputChannel) {
		super();
		this.#folder = folder;
		this.#setting = setting;
		this.#log = log;
	}

	/** Never rejects: a failure is a state. */
	state(): Promise<FolderState> {
		this.#state ??= this.#open();
		return this.#state;
	}

	async #open(): Promise<FolderState> {
		const { uri, name } = this.#folder;
		const known = { folder: uri.toString(), name, writable: false };
		if (uri.scheme !== 'file') {
			const problem = `Sessions are kept in folders on disk; "${name}" (${uri.scheme}) is not one.`;
			this.#log.info(problem);
			return { ...known, problem };
		}
		const setting = checkStoreFolder(
			this.#setting,
			vscode.workspace.getConfiguration(undefined, uri).get<unknown>(this.#setting, defaultStoreFolder),
		);
		if (setting.problem !== undefined) {
			this.#log.warn(setting.problem);
			return { ...known, problem: setting.problem };
		}
		const path = join(uri.fsPath, setting.relative);
		try {
			const { store, writable, problem } = await this.#openAt(path);
			if (this.isDisposed) {
				await store.close();
				return { ...known, problem: 'The folder was closed.' };
			}
			this.#follow(store, setting.relative);
			const opened = { folder: known.folder, name, path, store };
			return { ...known, opened, writable, ...(problem === undefined ? {} : { problem }) };
		} catch (error) {
			this.#log.error(`${path}:`, error instanceof Error ? error : String(error));
			return { ...known, problem: `The sessions in "${name}" cannot be opened: ${reason(error)}` };
		}
	}

	/** Falls back to reading when only writing is refused. */
	async #openAt(path: string): Promise<{ store: SessionStore; writable: boolean; problem?: string }> {
		if (!vscode.workspace.isTrusted) {
			return { store: await SessionStore.open(path, { readOnly: true }), writable: false };
		}
		try {
			await mustBeWritable(path);
			return { store: await SessionStore.open(path), writable: true };
		} catch (error) {
			this.#log.warn(`${path}:`, error instanceof Error ? error : String(error));
			const store = await SessionStore.open(path, { readOnly: true });
			return { store, writable: false, problem: `Open for reading only: ${reason(error)}` };
		}
	}

	#follow(store: SessionStore, relative: string): void {
		const { uri, name } = this.#folder;
		this.#tellProblems(store);
		this.own({
			dispose: () => {
				store.close().catch((error: unknown) => {
					this.#log.error(error instanceof Error ? error : String(error));
				});
			},
		});
		this.own(
			store.onDidChange((change) => {
				this.#changed.fire(change);
				this.#tellProblems(store);
			}),
		);
		const refreshAfter = (delay: number): Coalesced =>
			this.own(
				new Coalesced(
					async () => {
						await store.refresh();
						this.#tellProblems(store);
					},
					(error) => {
						this.#log.error(`${name}:`, error instanceof Error ? error : String(error));
					},
					delay,
				),
			);
		const soon = refreshAfter(40);
		const later = refreshAfter(watchersBegin);
		const refresh = (): void => {
			soon.request();
		};
		this.own(watchFiles(new vscode.RelativePattern(uri, `${relative}/*.jsonl`), refresh));
		// The folder may come and go as a whole (a checkout, a first write), and is watched inside only once it is there.
		this.own(
			watchFiles(new vscode.RelativePattern(uri, relative), () => {
				refresh();
				later.request();
			}),
		);
		// Some places have no watchers: network folders, and what `files.watcherExclude` names.
		this.own(vscode.window.onDidChangeWindowState(refresh));
		later.request();
	}

	/** Logs what cannot be read, each once for as long as it is so. */
	#tellProblems(store: SessionStore): void {
		const before = this.#problems;
		const lines = store
			.getProblems()
			.map(({ file, offset, reason: why }) => `${file}, byte ${String(offset)}: ${why}`);
		this.#problems = new Set(lines);
		const fresh = lines.filter((line) => !before.has(line));
		for (const line of fresh) this.#log.warn(`${this.#folder.name}: ${line}`);
		if (fresh.length > 0 || this.#problems.size !== before.size) this.#problemsChanged.fire();
	}
}

/** Opening writes nothing, so it would not notice. Rejects with the file system's answer. */
async function mustBeWritable(path: string): Promise<void> {
	try {
		await access(path, constants.W_OK);
	} catch (error) {
		// The first write makes it, in its turn in a folder that may have to be made.
		const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
		if (!isMissing || dirname(path) === path) throw error;
		await mustBeWritable(dirname(path));
	}
}

function reason(error: unknown): string {
	// The store's own words say what it was doing; the cause says what the file system answered.
	if (StoreError.is(error, 'IO') && error.cause instanceof Error) return error.cause.message;
	return error instanceof Error ? error.message : String(error);
}
