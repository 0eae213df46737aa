import { createContext, Script } from 'node:vm';

const script = new Script('run()');
/** Making one takes as long as a search through some hundred messages. */
const context: { run?: () => void } = createContext({});

/**
 * Runs something that may not come to an end, such as an expression that tries every way to fail. Gives whether it
 * ended within `limit` milliseconds; otherwise it was broken off. What it throws is thrown.
 */
export function endsWithin(limit: number, run: () => void): boolean {
	try {
		// Only code that a script runs can be broken off, an expression at work included.
		context.run = run;
		script.runInContext(context, { timeout: limit });
		return true;
	} catch (error) {
		if (isTimeout(error)) return false;
		throw error;
	} finally {
		delete context.run;
	}
}

function isTimeout(error: unknown): boolean {
	// It is no instance of this realm's Error: it comes out of the context.
	const isObject = typeof error === 'object' && error !== null;
	return isObject && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
