import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The npm package whose `lib/vscode` is the VS Code server that the tests run. */
const version = '4.139.1';
const folder = resolve('.vscode-test/server');
const marker = join(folder, 'ready');

/**
 * The script that starts the VS Code server, installed into `.vscode-test` on first use. The marker is written
 * last, so an interrupted set-up is begun anew.
 */
export async function installVscodeServer(): Promise<string> {
	const vscode = join(folder, 'node_modules/code-server/lib/vscode');
	if ((await readFile(marker, 'utf8').catch(() => '')) !== version) {
		console.error(`Installing the VS Code server (code-server ${version}) into .vscode-test`);
		await rm(folder, { recursive: true, force: true });
		await mkdir(folder, { recursive: true });
		await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
		// Its install scripts would compile native modules, which the tests do without.
		await npmInstall(folder, `code-server@${version}`);
		await npmInstall(vscode, '--omit=dev');
		await writeFile(marker, version);
	}
	return join(vscode, 'out/server-main.js');
}

async function npmInstall(cwd: string, ...args: string[]): Promise<void> {
	const child = spawn('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...args], {
		cwd,
		stdio: ['ignore', 2, 2],
		shell: process.platform === 'win32',
	});
	const [code] = (await once(child, 'exit')) as [number | null];
	if (code !== 0) throw new Error(`The VS Code server could not be installed: npm ended with ${code}.`);
}
