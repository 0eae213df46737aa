/** What has to be undone when a run is over, last first. */
export class Cleanup {
	readonly #steps: (() => Promise<unknown>)[] = [];

	defer(step: () => Promise<unknown>): void {
		this.#steps.push(step);
	}

	/** Takes every step, also after one failed; rejects with what failed. */
	async run(): Promise<void> {
		const failures: unknown[] = [];
		for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
			await step().catch((error: unknown) => failures.push(error));
		}
		if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be cleaned up.');
	}
}
