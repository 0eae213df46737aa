import { version } from '../../package.json';
import { StoreError } from '../store/errors.js';
import type { Call } from './command.js';
import { parse, splitCommand } from './commandLine.js';
import { commands } from './commands.js';
import { Failure, UsageError } from './failures.js';
import { commandHelp, programHelp } from './help.js';
import { type Output, styled } from './output.js';

/** Where a call takes place. */
export type Surroundings = Pick<Call, 'out' | 'errors' | 'input' | 'folder' | 'storeName'>;

/**
 * Does what the words of a command line ask for, and says what went wrong. Gives the exit code. 0: done; 1: failed, or
 * nothing could be done; 2: the words were not understood.
 */
export async function run(args: readonly string[], around: Surroundings): Promise<number> {
	const { out, errors } = around;
	try {
		const code = await dispatch(args, around);
		await out.end();
		return code;
	} catch (error) {
		if (errnoOf(error) === 'EPIPE') return 0; // whoever read it has enough
		if (!(error instanceof Error)) throw error;
		if (error instanceof UsageError) {
			await errors.line(error.message);
			await errors.line('Help: session-hierarchy --help');
			return 2;
		}
		const isExpected = error instanceof Failure || StoreError.is(error) || errnoOf(error) !== undefined;
		if (!isExpected) throw error;
		await errors.line(styled('red', 'error: '), error.message);
		return 1;
	}
}

async function dispatch(args: readonly string[], around: Surroundings): Promise<number> {
	const { out, errors } = around;
	if (args.length === 0) {
		await print(errors, programHelp(commands));
		return 2;
	}
	const { name, rest } = splitCommand(args);
	if (name === undefined || name === 'help') return general(rest, around);
	const command = commands.find((each) => each.name === name);
	if (!command) throw new UsageError(`There is no command “${name}”.`);
	const { given, values } = parse(command, rest);
	if (values.has('help')) return print(out, commandHelp(command));
	return command.run({
		...around,
		given,
		text: (option) => {
			const value = values.get(option);
			return typeof value === 'string' ? value : undefined;
		},
		flag: (option) => values.get(option) === true,
	});
}

/** Without a command, or with `help` and perhaps the name of one. */
async function general(rest: readonly string[], around: Surroundings): Promise<number> {
	if (rest.includes('--version')) return print(around.out, version);
	const asked = commands.find(({ name }) => rest.includes(name));
	if (asked) return print(around.out, commandHelp(asked));
	const isAsked = rest.length === 0 || rest.includes('--help') || rest.includes('-h');
	if (!isAsked) throw new UsageError(`“${rest.join(' ')}” names no command.`);
	return print(around.out, programHelp(commands));
}

async function print(output: Output, text: string): Promise<number> {
	await output.line(text);
	return 0;
}

function errnoOf(error: unknown): string | undefined {
	return error instanceof Error && 'code' in error && 'errno' in error && typeof error.code === 'string'
		? error.code
		: undefined;
}
