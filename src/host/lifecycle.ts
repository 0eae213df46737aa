import type * as vscode from 'vscode';

/** Something that owns what it made and lets go of it in reverse order. */
export abstract class Owner implements vscode.Disposable {
	readonly #owned: vscode.Disposable[] = [];
	#gone = false;

	protected get isDisposed(): boolean {
		return this.#gone;
	}

	/** Takes charge of `thing`, and gives it back so that making and owning are one line. */
	protected own<T extends vscode.Disposable>(thing: T): T {
		if (this.#gone) thing.dispose();
		else this.#owned.push(thing);
		return thing;
	}

	dispose(): void {
		this.#gone = true;
		const failures: unknown[] = [];
		for (let thing = this.#owned.pop(); thing; thing = this.#owned.pop()) {
			try {
				thing.dispose();
			} catch (failure) {
				// The rest must still be let go.
				failures.push(failure);
			}
		}
		if (failures.length > 0) throw new AggregateError(failures, 'Some resources could not be released.');
	}
}
