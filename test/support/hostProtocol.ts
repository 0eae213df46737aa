/** Environment of the extension host under test: how the runner and `run()` talk to each other. */
export const hostVariables = {
	/** The file that `run()` writes its result to, as JSON. */
	result: 'SESSION_HIERARCHY_TEST_RESULT',
	/** `--grep` of the command line. */
	grep: 'SESSION_HIERARCHY_TEST_GREP',
	/** The id of the extension that a bench measures. */
	extension: 'SESSION_HIERARCHY_BENCH_EXTENSION',
} as const;

/** What the host suite's `run()` writes. */
export interface HostSuiteResult {
	readonly passed: number;
	readonly failed: number;
	/** Mocha's report. */
	readonly output: string;
}
