import fc from 'fast-check';

/** Minutes that each property is tried for, with a seed of its own; unset: a few fixed runs. */
const minutes = Number(process.env['MODEL_MINUTES'] ?? 0);

/** Milliseconds that a test of a property may take. */
export const patience = minutes * 60_000 + 120_000;

/** Tries a property: always the same runs, or as long as `MODEL_MINUTES` says. A failure prints its seed. */
export async function holds<Values extends [unknown, ...unknown[]]>(
	numRuns: number,
	property: fc.IAsyncPropertyWithHooks<Values>,
): Promise<void> {
	const seed = Number(process.env['MODEL_SEED'] ?? (minutes > 0 ? Date.now() : 3));
	if (minutes === 0) return fc.assert(property, { numRuns, seed });
	await fc.assert(property, { numRuns: 1e9, seed, interruptAfterTimeLimit: minutes * 60_000 });
}
