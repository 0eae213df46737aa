import { resolve } from 'node:path';
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
		server = startVscodeServer({ extensions: [resolve(kind === 'installed' ? packagePath : '.')] }).then(
			(started) => {
				cleanup.defer(() => started.stop());
				return started;
			},
		);
		servers.set(kind, server);
	}
	return server;
}

/** Ends what the suite started; its last hook calls it. */
export function stopSharedServers(): Promise<void> {
	return cleanup.run();
}
