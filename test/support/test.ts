import { runSteps, type Step } from './steps.js';

const node = process.execPath;
const tool = (name: string, command: string, ...args: string[]): Step => ({
	name,
	command: `node_modules/.bin/${command}`,
	args,
});
const script = (name: string, ...args: string[]): Step => ({ name, command: node, args });
const suite = (name: string): Step => ({
	...script(`${name} suite`, 'test/support/run.mjs', `test/support/${name}.ts`),
	verbose: true,
});

/** These only read the sources, or build what the next ones need. */
const first: readonly Step[] = [
	script('build and size budget', 'esbuild.mjs', '--production'),
	tool('lint', 'eslint', '.'),
	tool('types', 'tsc', '--project', '.'),
	tool('types of the web part', 'tsc', '--project', 'media'),
	tool('types of the browser suite', 'tsc', '--project', 'test/web'),
	tool('types of the bench', 'tsc', '--project', 'test/bench'),
	suite('unit'),
	tool('import rules', 'depcruise', 'src', 'media', 'test'),
	tool('format', 'prettier', '--check', '--log-level', 'warn', '.'),
	tool('unused code', 'knip'),
];

/** These use what was built, one after the other: each runs a browser or needs the one before. */
const second: readonly Step[] = [
	tool('types of the store library', 'rollup', '--config', '--failAfterWarnings', '--silent'),
	script('package', 'test/support/run.mjs', 'test/support/package.ts'),
	suite('host'),
	suite('web'),
];

const results = [...(await runSteps(first, 2)), ...(await runSteps(second, 1))];
const sum = (of: 'passed' | 'failed'): number => results.reduce((total, result) => total + result[of], 0);
const failures = results.filter(({ failed }) => failed > 0).map(({ name }) => name);
if (failures.length > 0) {
	console.log(`Failed: ${failures.join(', ')}`);
	process.exitCode = 1;
}
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
