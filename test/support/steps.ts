import { spawn } from 'node:child_process';

/** One line of `npm test`: a check, or a suite whose output ends with `N passed, N failed`. */
export interface Step {
	readonly name: string;
	readonly command: string;
	readonly args: readonly string[];
	/** Print what it printed also when it succeeded. */
	readonly verbose?: boolean;
}

export interface StepResult {
	readonly name: string;
	readonly passed: number;
	readonly failed: number;
}

/** Milliseconds until a step is ended: something hangs. */
const limit = 1_800_000;

/** Runs a step to its end and prints its outcome in one piece. Never rejects: a failure is a result. */
async function runStep(step: Step): Promise<StepResult> {
	const begun = performance.now();
	const { code, output } = await execute(step);
	const tests = /^(\d+) passed, (\d+) failed$/m.exec(output.trimEnd().split('\n').at(-1) ?? '');
	const succeeded = code === 0;
	const passed = tests ? Number(tests[1]) : Number(succeeded);
	const failed = tests ? Math.max(Number(tests[2]), Number(!succeeded)) : Number(!succeeded);
	const seconds = ((performance.now() - begun) / 1000).toFixed(1);
	const body = !succeeded || step.verbose ? `${output.trimEnd()}\n` : '';
	console.log(`${succeeded ? '✔' : '✘'} ${step.name} (${seconds} s)\n${body}`);
	return { name: step.name, passed, failed };
}

/** Runs steps, `workers` at a time, beginning in their order. */
export async function runSteps(steps: readonly Step[], workers: number): Promise<StepResult[]> {
	const waiting = [...steps];
	const results: StepResult[] = [];
	const worker = async (): Promise<void> => {
		for (let step = waiting.shift(); step; step = waiting.shift()) results.push(await runStep(step));
	};
	await Promise.all(Array.from({ length: workers }, worker));
	return results;
}

function execute({ command, args }: Step): Promise<{ code: number | null; output: string }> {
	return new Promise((resolve) => {
		const output: string[] = [];
		const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: limit });
		const end = (): void => {
			child.kill();
		};
		process.once('exit', end);
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
		}
		child.once('error', (error) => output.push(String(error)));
		child.once('close', (code) => {
			process.off('exit', end);
			resolve({ code, output: output.join('') });
		});
	});
}
