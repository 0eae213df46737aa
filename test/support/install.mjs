// Runs before every npm script, on whatever Node the machine has, so it uses nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const marker = 'node_modules/.lock-hash';
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const installed =
	existsSync(marker) && existsSync('node_modules/.bin/node') ? readFileSync(marker, 'utf8') : '';

if (installed !== wanted) {
	console.error('node_modules does not match package-lock.json: running npm ci');
	const { npm_execpath: npm, npm_node_execpath: node } = process.env;
	// The npm that started this script runs on the machine's Node; node_modules/.bin/node is about to go away.
	const [command, args] = npm && node ? [node, [npm, 'ci']] : ['npm', ['ci']];
	// Standard output is left to the script that follows.
	const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2], shell: command === 'npm' });
	if (status !== 0) {
		console.error(`npm ci failed${error ? `: ${error.message}` : ''}`);
		process.exit(status ?? 1);
	}
	writeFileSync(marker, wanted);
}
