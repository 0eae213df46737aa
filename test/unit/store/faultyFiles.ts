import { nodeFiles, type Files } from '../../../src/store/files.js';

/** The real disk without its slowest part: nobody pulls the plug on these tests. */
export const quickFiles: Files = {
	...nodeFiles,
	flush: () => Promise.resolve(),
	flushFolder: () => Promise.resolve(),
};

/** The disk, one call of which can be made to fail. */
export class FaultyFiles {
	/** Names of the calls made, in order. */
	readonly calls: string[] = [];
	/** Called before each call; throws to make it fail. */
	before: (call: keyof Files, nth: number, args: readonly unknown[]) => void = () => undefined;

	readonly files: Files = Object.fromEntries(
		Object.entries(quickFiles).map(([name, call]) => [
			name,
			(...args: readonly unknown[]): unknown => {
				this.calls.push(name);
				this.before(name as keyof Files, this.calls.length, args);
				return (call as (...args: readonly unknown[]) => unknown)(...args);
			},
		]),
	) as unknown as Files;

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

export function failure(code: string): Error {
	return Object.assign(new Error(`${code}: made to fail`), { code });
}
