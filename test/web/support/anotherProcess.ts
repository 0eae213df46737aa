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
	const program = await bundleAgent('agent', script);
	await promisify(execFile)(process.execPath, [program, resolve(folder, '.sessions'), title, content]);
}

/** Bundles a script over the store, as an agent that uses it would; gives its path. */
export async function bundleAgent(name: string, contents: string): Promise<string> {
	const outfile = resolve(`out/test/web/support/${name}.mjs`);
	await build({
		stdin: { contents, resolveDir: resolve('.'), sourcefile: `${name}.ts`, loader: 'ts' },
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		packages: 'external',
		logLevel: 'warning',
	});
	return outfile;
}
