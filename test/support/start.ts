import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { startVscodeServer } from './vscodeServer.js';
import { workbenchUrl } from './workbenchUrl.js';

const workspace = resolve('.vscode-test/sample');
const onWindows = process.platform === 'win32';

if (spawnSync('code', ['--version'], { stdio: 'ignore', shell: onWindows }).status === 0) {
	console.log(`Opening ${workspace} in VS Code`);
	spawn('code', [`--extensionDevelopmentPath=${resolve('.')}`, workspace], {
		stdio: 'inherit',
		shell: onWindows,
	});
} else {
	const port = Number(process.env['PORT'] ?? 0);
	const server = await startVscodeServer({ port, extensions: [resolve('.')] });
	await server.setSettings({ 'security.workspace.trust.enabled': false });
	console.log('No `code` on the PATH. VS Code runs here until Ctrl+C; open it in a browser:');
	console.log(workbenchUrl(server, { workspace }));
}
