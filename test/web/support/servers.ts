import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../support/browser.js';
import { Cleanup } from '../../support/cleanup.js';
import { packagePath } from '../../support/packagePath.js';
import { startVscodeServer, type VscodeServer } from '../../support/vscodeServer.js';

/** `development`: the extension is run from the repository. `installed`: from its VSIX. */
export type ServerKind = 'development' | 'installed';

const cleanup = new Cleanup();
const servers = new Map<ServerKind, Promise<VscodeServer>>();
let browser: Promise<Browser> | undefined;

/** The one browser of this run of the suite. */
export function sharedBrowser(): Promise<Browser> {
	browser ??= launchBrowser().then((started) => {
		cleanup.defer(() => started.close());
		return started;
	});
	return browser;
}

/** The one server of its kind of this run of the suite. */
export function sharedServer(kind: ServerKind): Promise<VscodeServer> {
	let server = servers.get(kind);
	if (!server) {
		server = startVscodeServer({
			extensions: [resolve(kind === 'installed' ? packagePath : '.')],
			env: homesOfAgents(),
		}).then((started) => {
			cleanup.defer(() => started.stop());
			return started;
		});
		servers.set(kind, server);
	}
	return server;
}

/** Where agents would keep their sessions: nothing of the machine's own is looked at. */
export const agentsHome = mkdtempSync(join(tmpdir(), 'agents-'));

function homesOfAgents(): Readonly<Record<string, string>> {
	cleanup.defer(() => rm(agentsHome, { recursive: true, force: true }));
	return {
		CLAUDE_CONFIG_DIR: join(agentsHome, 'claude'),
		CODEX_HOME: join(agentsHome, 'codex'),
		PI_CODING_AGENT_DIR: join(agentsHome, 'pi'),
		GEMINI_CLI_HOME: join(agentsHome, 'gemini'),
		XDG_CONFIG_HOME: join(agentsHome, 'config'),
		XDG_DATA_HOME: join(agentsHome, 'data'),
		PRAISONAI_HOME: join(agentsHome, 'praison'),
	};
}

/** Ends what the suite started; its last hook calls it. */
export function stopSharedServers(): Promise<void> {
	return cleanup.run();
}
