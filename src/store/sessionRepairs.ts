import { join } from 'node:path';
import { byId } from './endAt.js';
import { StoreError } from './errors.js';
import { errnoOf, type Files } from './files.js';
import type { CheckOptions, CheckReport, Fix } from './finding.js';
import { recordOfFix, type RecordedFix } from './fixRecord.js';
import { given } from './given.js';
import { newId, sessionOfLog } from './newIds.js';
import { draft, SessionCommands } from './sessionCommands.js';
import { indexPath } from './sessionIndex.js';
import type { SessionFold } from './sessionFold.js';
import type { StoreState } from './storeState.js';
import type { Writer } from './writer.js';

/** Finding what is not as it should be, and mending it with records like any other. */
export abstract class SessionRepairs extends SessionCommands {
	readonly #files: Files;

	protected constructor(state: StoreState, files: Files, writer: Writer, readOnly: boolean) {
		super(state, writer, readOnly);
		this.#files = files;
	}

	/** Reads all files anew and writes nothing. Rejects with `IO`, and with the reason of `signal`. */
	async check(options: CheckOptions = {}): Promise<CheckReport> {
		this.mustBeOpen();
		// A file of its own in the extension: most windows never need it.
		const { checkFolder } = await import('./folderCheck.js');
		try {
			return await checkFolder(this.state.logs.path, this.#files, given(options));
		} catch (cause) {
			if (errnoOf(cause) === undefined) throw cause;
			const reason = cause instanceof Error ? cause.message : String(cause);
			throw new StoreError('IO', `The session folder cannot be read: ${reason}.`, { cause });
		}
	}

	/**
	 * Does what a finding offers. Gives the fix that takes it back; undefined when that cannot be done, or when nothing
	 * was left to do. Rejects like the store's other commands, and with `INVALID` when the finding no longer holds.
	 */
	async applyFix(fix: Fix): Promise<Fix | undefined> {
		switch (fix.type) {
			case 'settlePlace':
				return this.#settlePlace(fix);
			case 'acceptLine':
			case 'deleteSnapshot':
			case 'moveHead':
				return this.#record(fix);
			case 'renameFile':
				return this.#rename(fix.from, fix.to);
			case 'clearUp':
				// Taking the lock for all of it is what clears up.
				await this.#exclusively(undefined, () => undefined);
				return undefined;
			case 'removeIndex':
				await this.#exclusively([], () => {
					const path = indexPath(this.state.logs.path);
					if (this.#files.stat(path)) this.#files.unlink(path);
				});
				return undefined;
			case 'undo':
				await this.takeBack(fix.operationId, 'back');
				return undefined;
			default:
				return fix satisfies never;
		}
	}

	#exclusively(ids: readonly string[] | undefined, act: () => void | Promise<void>): Promise<void> {
		return this.command((writer) => writer.exclusively(ids, async () => act()));
	}

	#record(fix: RecordedFix): Promise<Fix | undefined> {
		// What was missing may have come in a session that was forked from.
		const looksAt = fix.type === 'acceptLine' ? [fix.sessionId] : undefined;
		return this.write(looksAt, () => {
			const fold = this.targets.writable(fix.sessionId);
			if (this.#isDone(fix, fold)) return { result: undefined, drafts: [] };
			const record = this.record(newId(), recordOfFix(fix, fold.head));
			return { result: undo(record.op), drafts: draft(fold.id, [record]) };
		});
	}

	/** Throws when the finding no longer holds. */
	#isDone(fix: RecordedFix, fold: SessionFold): boolean {
		if (fix.type === 'acceptLine') return fold.accepted.has(fix.line);
		if (fix.type === 'deleteSnapshot') {
			this.#mustBeMissing(fold, this.targets.snapshot(fold, fix.snapshotId).messageId);
		}
		if (fix.type === 'moveHead') {
			byId(this.state.tree, fold, fix.messageId);
			if (fold.head === fix.messageId) return true;
			this.#mustBeMissing(fold, fold.head);
		}
		return false;
	}

	/** Throws `INVALID`. */
	#mustBeMissing(fold: SessionFold, messageId: string | null): void {
		if (messageId !== null && !this.state.tree.find(fold.id, messageId)) return;
		throw new StoreError('INVALID', `What “${fold.title}” missed is here now. Check the store again.`);
	}

	#settlePlace(fix: RecordedFix & { readonly type: 'settlePlace' }): Promise<Fix | undefined> {
		return this.write(undefined, () => {
			const fold = this.targets.writable(fix.sessionId);
			const said = fold.moves.at(-1)?.parentId;
			if (said === fix.parentId) return { result: undefined, drafts: [] };
			if (said !== fix.insteadOf || this.state.forest.place(fold.id).parent !== fix.parentId)
				throw new StoreError('INVALID', `“${fold.title}” was moved meanwhile. Check the store again.`);
			const record = this.record(newId(), recordOfFix(fix, fold.head));
			return { result: undo(record.op), drafts: draft(fold.id, [record]) };
		});
	}

	async #rename(from: string, to: string): Promise<Fix> {
		const { path } = this.state.logs;
		const [source, target] = [from, to].map((name) => join(path, plainName(name))) as [string, string];
		await this.#exclusively([], async () => {
			if (!this.#files.stat(source)) throw new StoreError('INVALID', `There is no file ${from} any more.`);
			if (this.#files.stat(target)) throw new StoreError('EXISTS', `There is a file ${to} already.`);
			this.#files.rename(source, target);
			await this.#files.flushFolder(path);
		});
		return { type: 'renameFile', from: to, to: from };
	}
}

function undo(operationId: string): Fix {
	return { type: 'undo', operationId };
}

/** The name of a file that is no log, in this very folder. Throws `INVALID`. */
function plainName(name: string): string {
	if (/^[^./\\][^/\\\0]*$/.test(name) && sessionOfLog(name) === undefined) return name;
	throw new StoreError('INVALID', `${name} is no file that can be set aside.`);
}
