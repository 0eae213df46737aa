import { parseArgs } from 'node:util';
import type { CliCommand, Option } from './command.js';
import { UsageError } from './failures.js';

/** Every command has them, and they may stand before its name. */
export const commonOptions = {
	store: { value: 'folder', about: 'the folder of the sessions' },
	json: { about: 'print JSON for machines' },
	help: { about: 'show help' },
} as const satisfies Readonly<Record<string, Option>>;

export interface Parsed {
	readonly given: readonly string[];
	readonly values: ReadonlyMap<string, string | boolean>;
}

/** The first word that is no option and no option's value, and what is left without it. */
export function splitCommand(args: readonly string[]): {
	readonly name: string | undefined;
	readonly rest: readonly string[];
} {
	const { tokens } = parseArgs({
		args: [...args],
		options: asConfig(commonOptions),
		strict: false,
		allowPositionals: true,
		tokens: true,
	});
	const first = tokens.find(({ kind }) => kind === 'positional');
	if (!first) return { name: undefined, rest: args };
	return { name: args[first.index], rest: args.filter((_, at) => at !== first.index) };
}

/** Throws UsageError. */
export function parse(command: CliCommand, args: readonly string[]): Parsed {
	const { values, positionals } = parsed(args, { ...commonOptions, ...command.options });
	const found = new Map(Object.entries(values));
	const { least, most } = command.count;
	if (!found.has('help') && positionals.length < least)
		throw new UsageError(`Something is missing: ${command.name} ${command.parameters}`);
	const extra = positionals[most];
	if (extra !== undefined)
		throw new UsageError(`“${extra}” is one too many. A text of several words stands in quotation marks.`);
	return { given: positionals, values: found };
}

function parsed(
	args: readonly string[],
	options: Readonly<Record<string, Option>>,
): { readonly values: Readonly<Record<string, string | boolean>>; readonly positionals: readonly string[] } {
	try {
		const { values, positionals } = parseArgs({
			args: [...args],
			options: asConfig(options),
			allowPositionals: true,
		});
		const entries = Object.entries(values).filter(([, value]) => value !== undefined);
		return { values: Object.fromEntries(entries) as Record<string, string | boolean>, positionals };
	} catch (error) {
		if (error instanceof TypeError) throw new UsageError(error.message, { cause: error });
		throw error;
	}
}

function asConfig(
	options: Readonly<Record<string, Option>>,
): Record<string, { type: 'string' | 'boolean'; short?: string }> {
	return Object.fromEntries(
		Object.entries(options).map(([name, { value }]) => [
			name,
			{ type: value === undefined ? 'boolean' : 'string', ...(name === 'help' && { short: 'h' }) },
		]),
	);
}
