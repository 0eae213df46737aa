import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { installVscodeServer } from './vscodeInstall.js';

export interface ServerOptions {
	/** Default: a free one. */
	readonly port?: number;
	/** Absolute paths of the extensions that every window has: VSIX files, or folders that hold built ones. */
	readonly extensions?: readonly string[];
	/** Obey the addresses that name extensions under development and tests; shows no notifications then. */
	readonly development?: boolean;
	/** Added to the environment of the server, and so of its extension hosts. */
	readonly env?: Readonly<Record<string, string>>;
}

export type Settings = Readonly<Record<string, unknown>>;

export interface VscodeServer {
	readonly port: number;
	/** `http://127.0.0.1:<port>/` */
	readonly origin: string;
	/** Replaces the user settings; a window that opens next has them. */
	setSettings(settings: Settings): Promise<void>;
	/** The end of what the server printed so far. */
	log(): string;
	/** Ends the server and the processes it started, and removes its folders. */
	stop(): Promise<void>;
}

/** Starts a VS Code server with folders of its own; resolves when it takes connections. */
export async function startVscodeServer(options: ServerOptions = {}): Promise<VscodeServer> {
	const script = await installVscodeServer();
	const folder = await mkdtemp(join(tmpdir(), 'session-hierarchy-server-'));
	const data = join(folder, 'data');
	const extensions = join(folder, 'extensions');
	await mkdir(join(data, 'data/User'), { recursive: true });
	await mkdir(extensions);
	for (const extension of options.extensions ?? []) {
		if (extension.endsWith('.vsix')) {
			const folders = ['--extensions-dir', extensions, '--server-data-dir', data];
			await run(script, ['--install-extension', extension, ...folders]);
		} else {
			await symlink(extension, join(extensions, basename(extension)), 'junction');
		}
	}
	const child = spawn(
		process.execPath,
		[
			script,
			...['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--without-connection-token'],
			...['--accept-server-license-terms', '--telemetry-level', 'off'],
			...(options.development ? ['--enable-smoke-test-driver'] : []),
			...['--server-data-dir', data, '--extensions-dir', extensions],
		],
		// A process group of its own, so that its extension hosts can be ended with it.
		{ stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...process.env, ...options.env } },
	);
	const end = endWithThisProcess(child, folder);
	const output = collect(child);
	const port = await listening(child, output);
	return {
		port,
		origin: `http://127.0.0.1:${port}/`,
		setSettings: (settings) => writeFile(join(data, 'data/User/settings.json'), JSON.stringify(settings)),
		log: () => tail(output),
		stop: end,
	};
}

function collect(child: ChildProcess): string[] {
	const output: string[] = [];
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding('utf8').on('data', (text: string) => output.push(text));
	}
	return output;
}

/** The port that the server printed; it goes on listening whether or not its native modules were found. */
function listening(child: ChildProcess, output: readonly string[]): Promise<number> {
	return new Promise((resolve, reject) => {
		const look = (): void => {
			const match = /Extension host agent listening on (\d+)/.exec(output.join(''));
			if (match) resolve(Number(match[1]));
		};
		child.stdout?.on('data', look);
		child.once('error', reject);
		child.once('exit', () => {
			reject(new Error(`The VS Code server ended before it was ready:\n${tail(output)}`));
		});
	});
}

/** Makes sure that neither the group of `child` nor its folder outlives this process; gives what ends it now. */
function endWithThisProcess(child: ChildProcess, folder: string): () => Promise<void> {
	const kill = (): void => {
		try {
			if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
		} catch (error) {
			// ESRCH: all of the group has ended already.
			if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
		}
	};
	const remove = (): void => {
		rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
	};
	const atExit = (): void => {
		kill();
		remove();
	};
	process.once('exit', atExit);
	return async () => {
		process.off('exit', atExit);
		const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
		kill();
		await exited;
		remove();
	};
}

async function run(script: string, args: readonly string[]): Promise<void> {
	const child = spawn(process.execPath, [script, '--accept-server-license-terms', ...args], {
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const output = collect(child);
	const [code] = (await once(child, 'close')) as [number | null];
	if (code !== 0) throw new Error(`The VS Code server ended with ${code}:\n${tail(output)}`);
}

function tail(output: readonly string[]): string {
	return output.join('').slice(-4000);
}
