import fc from 'fast-check';

/** Minutes that each property is tried for, with a seed of its own; unset: a few runs, always the same. */
const minutes = Number(process.env['MODEL_MINUTES'] ?? 0);
const seed = Number(process.env['MODEL_SEED'] ?? (minutes > 0 ? Date.now() : 3));

/** Milliseconds that a test of a property may take. */
export const patience = minutes * 60_000 + 120_000;

/**
 * Tries a property; a failure prints its seed and the smallest case found in a minute. Sessions have random ids, so
 * that a rare failure may need some tries of its seed.
 */
export async function holds<Values extends [unknown, ...unknown[]]>(
	numRuns: number,
	property: fc.IAsyncPropertyWithHooks<Values>,
): Promise<void> {
	await fc.assert(
		property,
		minutes > 0
			? { seed, numRuns: 1e9, interruptAfterTimeLimit: minutes * 60_000 }
			: { seed, numRuns, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true },
	);
}
