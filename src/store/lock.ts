import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from './errors.js';
import { errnoOf, type Files } from './files.js';
import { lockDomain, startOfProcess } from './identity.js';
import { newLogName } from './newIds.js';

/** Milliseconds between attempts to release what the disk does not let go of. */
const [firstPause, lastPause] = [10, 1000];
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
	readonly #patience: number;
	readonly #trace: () => string;
	#retry: NodeJS.Timeout | undefined;
	#isReleased = true;
	/** Whether this process's own folder was made, and was not missed since. */
	#isPrepared = false;
	/** This process's own folder, and the file in it, here and where the lock is held. */
	readonly #own: string;
	readonly #mark: string;
	readonly #heldMark: string;

	/**
	 * `folder`: where locks lie, it is made when it is missing; `patience`: ms that a writer waits for a living holder, anew
	 * whenever what `trace` gives has changed: then that goes on with something long.
	 */
	constructor(files: Files, folder: string, patience: number, trace = (): string => '') {
		this.#files = files;
		this.#folder = folder;
		this.#trace = trace;
		this.#path = join(folder, `lock-${lockDomain}`);
		this.#patience = patience;
		const name = `${String(process.pid)}-${startOfProcess(process.pid) ?? ''}-${newLogName()}`;
		this.#own = join(folder, name);
		this.#mark = join(this.#own, name);
		this.#heldMark = join(this.#path, name);
	}

	/** Whether it could be taken without waiting for anything; `take` tells why it could not. */
	takeAtOnce(): boolean {
		if (!this.#isReleased || !this.#isPrepared) return false;
		try {
			if (!this.#tryTake()) return false;
			// Without its file, which may be deleted at any time, the folder keeps nobody out.
			if (this.#isHeld()) return true;
		} catch {
			// It may be in our hands all the same.
		}
		this.release();
		return false;
	}

	/**
	 * `makeFolder`: called when the folder of the locks may be missing. Throws what it throws, and `BUSY`, naming the
	 * holder's pid, when a living process keeps the lock for too long.
	 */
	async take(makeFolder: () => Promise<void>): Promise<void> {
		clearTimeout(this.#retry);
		try {
			await this.#wait(makeFolder);
		} catch (error) {
			// It may be in our hands all the same.
			this.release();
			throw error;
		}
	}

	async #wait(makeFolder: () => Promise<void>): Promise<void> {
		// A release that failed left it in our hands.
		if (!this.#isReleased && this.#isHeld()) return;
		const since = performance.now();
		let deadline = since + this.#patience;
		let trace: string | undefined;
		for (let pause = 1; ; pause = Math.min(pause * 2, 25)) {
			if (!this.#isReady()) {
				await makeFolder();
				this.#prepare();
			}
			this.#isPrepared = true;
			if (this.#tryTake()) return;
			const holder = this.#clearDead(this.#path);
			trace ??= this.#trace();
			const now = performance.now();
			if (now > deadline) {
				const before = trace;
				trace = this.#trace();
				if (trace === before) throw busy(holder, now - since);
				deadline = now + this.#patience;
			}
			await delay(pause);
		}
	}

	/** Never throws: what was written under the lock is safe. While the disk refuses, it is tried again and again. */
	release(pause = firstPause): void {
		clearTimeout(this.#retry);
		try {
			// Everything in this folder may be deleted at any time, the lock that we hold too.
			this.#isPrepared &&= this.#isHeld();
			if (this.#isPrepared) this.#files.rename(this.#path, this.#own);
			this.#isReleased = true;
		} catch {
			this.#isReleased = false;
			// Others would wait for as long as this process lives.
			const again = (): void => {
				this.release(Math.min(pause * 2, lastPause));
			};
			this.#retry = setTimeout(again, pause).unref();
		}
	}

	/** Leaves nothing behind, if it can: others clear up after a process that is gone. */
	dispose(): void {
		this.release();
		try {
			if (!this.#isReady()) return;
			this.#files.unlink(this.#mark);
			this.#files.removeFolder(this.#own);
		} catch {
			// See above.
		}
	}

	#isHeld(): boolean {
		return this.#files.exists(this.#heldMark);
	}

	/** Whether this process's own folder is there, with its file in it: then the folder of the locks is, too. */
	#isReady(): boolean {
		return this.#files.exists(this.#mark);
	}

	#prepare(): void {
		for (const name of this.#files.list(this.#folder)) {
			// A living one may just be making its own.
			if (holderName.test(name) && livingOwner(name) === undefined) this.#clearDead(join(this.#folder, name));
		}
		this.#files.makeFolder(this.#own);
		this.#files.close(this.#files.open(this.#mark, 'create'));
	}

	#tryTake(): boolean {
		try {
			this.#files.rename(this.#own, this.#path);
			return true;
		} catch (error) {
			const code = errnoOf(error) ?? '';
			// ENOENT: someone deleted this folder's content; it is made anew.
			if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(code)) return false;
			// Windows says so of a folder that is there.
			if (['EPERM', 'EACCES'].includes(code) && this.#files.exists(this.#path)) return false;
			throw error;
		}
	}

	/** The pid of the living owner of a lock's folder; undefined when the folder is gone or in nobody's way now. */
	#clearDead(folder: string): string | undefined {
		for (const name of this.#files.list(folder)) {
			const owner = holderName.test(name) ? livingOwner(name) : name;
			if (owner !== undefined) return owner;
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

function busy(holder: string | undefined, ms: number): StoreError {
	const who = holder === undefined ? 'Another process' : `Process ${holder}`;
	const seconds = String(Math.round(ms / 1000));
	return new StoreError('BUSY', `${who} has been writing to this folder for ${seconds} seconds. Try again.`);
}

/** Whether a living process of this machine writes now. `folder`: where locks lie. */
export function isLockedByLiving(files: Files, folder: string): boolean {
	return files
		.list(join(folder, `lock-${lockDomain}`))
		.some((name) => !holderName.test(name) || livingOwner(name) !== undefined);
}

/** The pid in a holder's name, if that process lives. */
function livingOwner(name: string): string | undefined {
	const [, pid, start] = holderName.exec(name) ?? [];
	const now = startOfProcess(Number(pid));
	return now !== undefined && (now === start || now === '' || start === '') ? pid : undefined;
}
