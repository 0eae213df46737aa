import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const script = `
import { SessionStore } from './src/store/index.ts';
const [folder, title, content] = process.argv.slice(2);
const store = await SessionStore.open(folder);
const session = (await store.listSessions()).find((each) => each.title === title);
await store.addMessage(session.id, { role: 'assistant', content });
await store.close();
`;

/** Adds a message to the session with that title from a process of its own, as an agent would. */
export async function inAnotherProcess(folder: string, title: string, content: string): Promise<void> {
	const outfile = resolve('out/test/web/support/agent.mjs');
	await build({
		stdin: { contents: script, resolveDir: resolve('.'), sourcefile: 'agent.ts', loader: 'ts' },
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		packages: 'external',
		logLevel: 'warning',
	});
	await promisify(execFile)(process.execPath, [outfile, resolve(folder, '.sessions'), title, content]);
}
