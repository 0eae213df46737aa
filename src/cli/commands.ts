import type { CliCommand } from './command.js';
import { add } from './commands/add.js';
import { check } from './commands/check.js';
import { convert } from './commands/convert.js';
import { exportCommand } from './commands/export.js';
import { fork } from './commands/fork.js';
import { importCommand } from './commands/import.js';
import { newSession } from './commands/new.js';
import { revert } from './commands/revert.js';
import { show } from './commands/show.js';
import { snapshot } from './commands/snapshot.js';
import { tree } from './commands/tree.js';

/** All verbs, as the help lists them. */
export const commands: readonly CliCommand[] = [
	tree,
	show,
	newSession,
	add,
	fork,
	snapshot,
	revert,
	importCommand,
	exportCommand,
	convert,
	check,
];
