import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Whether this process runs as root, where Chromium needs `--no-sandbox`. */
export const isRoot = process.getuid?.() === 0;

/**
 * The path of a Chromium: `CHROMIUM_PATH`, else one on the PATH, else Playwright's own, else Debian's, which is
 * installed when this is root. Rejects with one sentence that says what to install.
 */
export async function findChromium(): Promise<string> {
	const wanted = process.env['CHROMIUM_PATH'];
	if (wanted !== undefined && wanted !== '') {
		if (await isExecutable(wanted)) return wanted;
		throw new Error(`CHROMIUM_PATH is ${wanted}, which cannot be executed.`);
	}
	const found = (await onPath()) ?? (await playwrightsOwn());
	if (found !== undefined) return found;
	const installed = (await installDebians()) ? await onPath() : undefined;
	if (installed !== undefined) return installed;
	throw new Error(
		'Chromium was not found: install it (Debian: apt-get install chromium; elsewhere: npx playwright-core install chromium) or set CHROMIUM_PATH.',
	);
}

async function onPath(): Promise<string | undefined> {
	for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
		for (const name of names) {
			const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
			if (folder !== '' && (await isExecutable(path))) return path;
		}
	}
	return undefined;
}

async function playwrightsOwn(): Promise<string | undefined> {
	const path = chromium.executablePath();
	return path !== '' && (await isExecutable(path)) ? path : undefined;
}

async function installDebians(): Promise<boolean> {
	if (!isRoot || !(await isExecutable('/usr/bin/apt-get'))) return false;
	console.error('Chromium was not found: installing the package chromium');
	return (
		(await aptGet('update')) && (await aptGet('install', '--yes', '--no-install-recommends', 'chromium'))
	);
}

async function aptGet(...args: string[]): Promise<boolean> {
	const child = spawn('apt-get', ['--quiet', ...args], {
		stdio: ['ignore', 2, 2],
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
	});
	const [code] = (await once(child, 'exit')) as [number | null];
	return code === 0;
}

async function isExecutable(path: string): Promise<boolean> {
	return await access(path, constants.X_OK).then(
		() => true,
		() => false,
	);
}
