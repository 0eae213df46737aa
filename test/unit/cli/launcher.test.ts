import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type * as vscode from 'vscode';
import { offerCommandLine } from '../../../src/host/terminalPath.js';
import { CommandLine } from './commandLine.js';

/** What VS Code does with a collection of variables when it starts a terminal. */
function environment(fill: (collection: vscode.EnvironmentVariableCollection) => void): NodeJS.ProcessEnv {
	const env: NodeJS.ProcessEnv = { PATH: '/usr/bin:/bin' };
	fill({
		prepend(name: string, value: string) {
			env[name] = value + (env[name] ?? '');
		},
		replace(name: string, value: string) {
			env[name] = value;
		},
	} as vscode.EnvironmentVariableCollection);
	return env;
}

describe('the launcher for terminals', function () {
	let cli: CommandLine;
	let extension = '';
	before(async function () {
		if (process.platform === 'win32') this.skip();
		cli = await CommandLine.make();
		extension = join(cli.script, '../an extension');
		await fs.mkdir(join(extension, 'dist'), { recursive: true });
		await fs.cp('bin', join(extension, 'bin'), { recursive: true });
		await fs.rename(cli.script, join(extension, 'dist/cli.js'));
	});
	after(() => cli.remove());

	const launch = async (env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<unknown> => {
		const child = spawn('session-hierarchy', args, { cwd: cli.folder, env });
		const [out, errors, ended] = await Promise.all([
			text(child.stdout),
			text(child.stderr),
			once(child, 'close'),
		]);
		return { out, errors, code: (ended as readonly unknown[])[0] };
	};

	it('runs on the Node that the extension names, with the words as they are', async () => {
		const env = environment((collection) => {
			offerCommandLine(collection, extension, process.execPath);
		});
		assert.ok(env['PATH']?.startsWith(join(extension, 'bin') + delimiter));
		const { out } = (await launch(env, 'new', ' a "b" $c * ')) as { readonly out: string };
		assert.deepEqual(await launch(env, 'add', out.trim(), '--', '--said', '--json'), {
			out: '',
			errors:
				'“--json” is one too many. A text of several words stands in quotation marks.\nHelp: session-hierarchy --help\n',
			code: 2,
		});
		assert.match(
			((await launch(env, 'tree')) as { readonly out: string }).out,
			/^a "b" \$c \* {2}0 messages/,
		);
	});

	it('runs on the Node of the path where that one is gone', async () => {
		const env = environment((collection) => {
			offerCommandLine(collection, extension, '/gone/code');
		});
		const there = { ...env, PATH: `${env['PATH'] ?? ''}${delimiter}${join(process.execPath, '..')}` };
		assert.match(((await launch(there, '--help')) as { readonly out: string }).out, /^Usage: /);
	});
});
