import { nodeFiles, type Files } from '../../../src/store/files.js';

/** The real disk without its slowest part: nobody pulls the plug on these tests. */
export const quickFiles: Files = {
	...nodeFiles,
	flush: () => Promise.resolve(),
	flushFolder: () => Promise.resolve(),
};

/** A disk, the calls of which can be made to fail. */
export class FaultyFiles {
	/** Names of the calls made, in order. */
	readonly calls: string[] = [];
	/** Called before each call; throws to make it fail. What it gives, if anything, the call gives in its place. */
	before: (call: keyof Files, nth: number, args: readonly unknown[]) => unknown = () => undefined;
	readonly files: Files;

	constructor(disk: Files = quickFiles) {
		const names = Object.keys(quickFiles) as (keyof Files)[];
		this.files = Object.fromEntries(
			names.map((name) => [name, (...args: readonly unknown[]) => this.#call(disk, name, args)]),
		) as unknown as Files;
	}

	#call(disk: Files, name: keyof Files, args: readonly unknown[]): unknown {
		this.calls.push(name);
		const act = (): unknown => this.before(name, this.calls.length, args) ?? callOn(disk, name, args);
		if (name !== 'flush' && name !== 'flushFolder') return act();
		return new Promise((resolve) => {
			resolve(act());
		});
	}

	/** Makes the nth call from now on fail; `close` never does. */
	failAt(nth: number, code: string): void {
		const at = this.calls.length + nth;
		this.before = (call, now) => {
			if (now !== at) return;
			if (call === 'close') this.failAt(1, code);
			else throw failure(code);
		};
	}

	heal(): void {
		this.before = () => undefined;
	}
}

/** A call by its name. */
export function callOn(disk: Files, name: keyof Files, args: readonly unknown[]): unknown {
	return (disk as unknown as Record<string, (...given: readonly unknown[]) => unknown>)[name]?.(...args);
}

export function failure(code: string): Error {
	return Object.assign(new Error(`${code}: made to fail`), { code });
}
