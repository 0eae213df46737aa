import type { CliCommand, Option } from './command.js';
import { commonOptions } from './commandLine.js';

const programName = 'session-hierarchy';

/** What `--help` without a command shows. */
export function programHelp(commands: readonly CliCommand[]): string {
	return [
		`Usage: ${programName} <command> [options]`,
		'',
		"AI agents' sessions as a tree: looks at them, and writes to them, while agents and VS Code do.",
		'',
		'Commands:',
		...columns(commands.map(({ name, parameters, summary }) => [`${name} ${parameters}`.trimEnd(), summary])),
		'',
		'Options of every command:',
		...columns([...optionRows(commonOptions), ['--version', 'print the version']]),
		'',
		'A session is named by its id, the beginning of its id (4 characters at least), or its title where only one',
		'has it. A message is named by its number, as `show` prints it, or its id.',
		'Without --store the sessions are those of the folder .sessions in the nearest folder upward that has one,',
		'else in the current folder.',
		'',
		'Exit codes: 0 done; 1 failed, or nothing could be done; 2 the command line was not understood.',
		`More: ${programName} <command> --help`,
	].join('\n');
}

/** What `<command> --help` shows. */
export function commandHelp({ name, parameters, summary, options, details }: CliCommand): string {
	return [
		`Usage: ${`${programName} ${name} ${parameters}`.trimEnd()} [options]`,
		'',
		`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
		'',
		...details,
		...(details.length > 0 ? [''] : []),
		'Options:',
		...columns(optionRows({ ...options, ...commonOptions })),
	].join('\n');
}

function optionRows(options: Readonly<Record<string, Option>>): readonly (readonly [string, string])[] {
	return Object.entries(options).map(([name, { value, about }]) => [
		value === undefined ? `--${name}` : `--${name} <${value}>`,
		about,
	]);
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
	const width = Math.max(...rows.map(([first]) => first.length));
	return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}
