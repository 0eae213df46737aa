/** What cannot be done, in words for a person. Ends the command with exit code 1. */
export class Failure extends Error {
	override readonly name = 'Failure';
}

/** What was not understood of the command line. Ends it with exit code 2. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}
