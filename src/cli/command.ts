import type { Output } from './output.js';

/** An option that takes no value has no `value`. */
export interface Option {
	/** How the help calls its value. */
	readonly value?: string;
	readonly about: string;
}

/** What one call of the command line was given. */
export interface Call {
	/** What stands behind the command's name, options left out; as many as the command takes. */
	readonly given: readonly string[];
	/** The value of an option; undefined where it was not given. */
	readonly text: (option: string) => string | undefined;
	/** Whether an option without a value was given. */
	readonly flag: (option: string) => boolean;
	readonly out: Output;
	/** For warnings and errors: what is written to it is no part of the result. */
	readonly errors: Output;
	readonly input: NodeJS.ReadStream;
	/** Absolute path of the folder that relative paths begin at. */
	readonly folder: string;
	/** How folders call the one that their sessions are in. */
	readonly storeName: string;
}

/** One verb of the command line. */
export interface CliCommand {
	readonly name: string;
	/** What stands behind the name, as the help shows it. */
	readonly parameters: string;
	/** How many of those that are no options there may be. */
	readonly count: { readonly least: number; readonly most: number };
	/** One line for the list of commands. */
	readonly summary: string;
	/** Further lines of its own help, such as the shape of its JSON. */
	readonly details: readonly string[];
	readonly options: Readonly<Record<string, Option>>;
	/** Gives the exit code, as `run` does; throws UsageError, Failure and StoreError. */
	run(call: Call): Promise<number>;
}
