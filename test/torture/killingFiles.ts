import { nodeFiles, type Files } from '../../src/store/files.js';

/** When a process is to kill itself: at the nth call to the disk that it makes while it holds the lock. */
export interface Death {
	/** Not before so many commands were carried out. */
	readonly after: number;
	/** Only calls of this kind count; any, when none is named. */
	readonly of?: keyof Files;
	readonly call: number;
	/** Before the call, after it, or, of a write, half way. */
	readonly how: 'before' | 'after' | 'half';
}

/** The real disk, for a process that is to die while it writes. */
export class KillingFiles {
	readonly #die: (how: string) => void;
	readonly #locked: () => void;
	#isHeld = false;
	/** Those that count since the death was set. */
	#calls = 0;
	#death: Death | undefined;

	/** `locked` is called whenever the lock has been taken; `die` does not return. */
	constructor(locked: () => void, die: (how: string) => void) {
		this.#locked = locked;
		this.#die = die;
	}

	/** From now on. */
	dieAt(death: Death): void {
		this.#death = death;
	}

	readonly files: Files = Object.fromEntries(
		Object.entries(nodeFiles).map(([name, call]) => [
			name,
			(...args: readonly unknown[]): unknown =>
				this.#call(name as keyof Files, args, call as (...args: readonly unknown[]) => unknown),
		]),
	) as unknown as Files;

	#call(
		name: keyof Files,
		args: readonly unknown[],
		call: (...args: readonly unknown[]) => unknown,
	): unknown {
		const [from, to] = args;
		const isLast = this.#isLast(name);
		const how = isLast ? this.#death?.how : undefined;
		if (how === 'before') this.#die(`before ${name}`);
		if (how === 'half' && name === 'write') {
			const bytes = to as Buffer;
			nodeFiles.write(from as number, bytes.subarray(0, bytes.length / 2));
			this.#die(`within ${name}`);
		}
		if (name === 'rename' && isLock(from)) this.#isHeld = false;
		const result = call(...args);
		if (isLast && result instanceof Promise) {
			return result.then(() => {
				this.#die(`after ${name}`);
			});
		}
		if (isLast) this.#die(`after ${name}`);
		if (name === 'rename' && isLock(to)) {
			this.#isHeld = true;
			this.#locked();
		}
		return result;
	}

	#isLast(name: keyof Files): boolean {
		if (!this.#isHeld || !this.#death || (this.#death.of ?? name) !== name) return false;
		return ++this.#calls === this.#death.call;
	}
}

function isLock(path: unknown): boolean {
	return typeof path === 'string' && /[\\/]lock-[^\\/]+$/.test(path);
}
