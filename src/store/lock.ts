import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from './errors.js';
import { errnoOf, type Files } from './files.js';
import { lockDomain, startOfProcess } from './identity.js';
import { newLogName } from './newIds.js';

/** Milliseconds that a writer waits for a living holder. */
const patience = 10_000;

const holderName = /^(\d+)-([0-9]*)-[0-9a-z]{10}$/;

/**
 * One writer at a time among the processes of this machine. Each owns a folder with one file in it, both of the same
 * name; taking the lock renames the folder to the one name that all compete for, which fails while that folder is not
 * empty. A dead holder's file is unlinked by its own name, so clearing up can never hit a successor.
 */
export class WriterLock {
	readonly #files: Files;
	readonly #folder: string;
	readonly #path: string;
	readonly #name = `${String(process.pid)}-${startOfProcess(process.pid) ?? ''}-${newLogName()}`;

	/** `folder`: where locks lie; it is made when it is missing. */
	constructor(files: Files, folder: string) {
		this.#files = files;
		this.#folder = folder;
		this.#path = join(folder, `lock-${lockDomain}`);
	}

	/** Throws `BUSY`, naming the holder's pid, when a living process keeps it for 10 s. */
	async take(): Promise<void> {
		const own = this.#prepare();
		const deadline = performance.now() + patience;
		for (let pause = 1; ; pause = Math.min(pause * 2, 25)) {
			if (this.#tryTake(own)) return;
			const holder = this.#clearDead(this.#path);
			if (performance.now() > deadline) {
				const who = holder === undefined ? 'Another process' : `Process ${holder}`;
				throw new StoreError('BUSY', `${who} has been writing to this folder for 10 seconds. Try again.`);
			}
			if (holder !== undefined) await delay(pause);
		}
	}

	release(): void {
		// Everything in this folder may be deleted at any time, the lock that we hold too.
		this.#ignoreGone(() => {
			this.#files.rename(this.#path, join(this.#folder, this.#name));
		});
	}

	/** Leaves nothing behind. */
	dispose(): void {
		const own = join(this.#folder, this.#name);
		if (!this.#files.stat(own)) return;
		this.#files.unlink(join(own, this.#name));
		this.#files.removeFolder(own);
	}

	#prepare(): string {
		const own = join(this.#folder, this.#name);
		const mark = join(own, this.#name);
		if (this.#files.stat(mark)) return own;
		for (const name of this.#files.list(this.#folder)) {
			if (holderName.test(name)) this.#clearDead(join(this.#folder, name));
		}
		this.#files.makeFolder(own);
		this.#files.close(this.#files.open(mark, 'create'));
		return own;
	}

	#tryTake(own: string): boolean {
		try {
			this.#files.rename(own, this.#path);
			return true;
		} catch (error) {
			if (
				['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'].includes(errnoOf(error) ?? '') &&
				this.#files.stat(this.#path)
			)
				return false;
			throw error;
		}
	}

	/** The pid of the living owner of a lock's folder; undefined when the folder is gone or in nobody's way now. */
	#clearDead(folder: string): string | undefined {
		for (const name of this.#files.list(folder)) {
			const [, pid, start] = holderName.exec(name) ?? [];
			if (pid === undefined) return name;
			const now = startOfProcess(Number(pid));
			if (now !== undefined && (now === start || now === '' || start === '')) return pid;
			this.#ignoreGone(() => {
				this.#files.unlink(join(folder, name));
			});
		}
		this.#ignoreGone(() => {
			this.#files.removeFolder(folder);
		});
		return undefined;
	}

	/** Someone else cleared it up, or took it, in the meantime. */
	#ignoreGone(act: () => void): void {
		try {
			act();
		} catch (error) {
			if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errnoOf(error) ?? '')) throw error;
		}
	}
}
