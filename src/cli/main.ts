#!/usr/bin/env node
import { Output } from './output.js';
import { run } from './run.js';

process.exitCode = await run(process.argv.slice(2), {
	out: new Output(process.stdout),
	errors: new Output(process.stderr),
	input: process.stdin,
	folder: process.cwd(),
	// VS Code's terminals have it where a setting names another folder.
	storeName: process.env['SESSION_HIERARCHY_FOLDER'] ?? '.sessions',
});
