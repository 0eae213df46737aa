import { join, relative } from 'node:path';
import type { Finding } from '../../store/finding.js';
import { counted } from '../../formats/shown.js';
import type { Call, CliCommand } from '../command.js';
import { styled } from '../output.js';
import { withStore } from '../storeFolder.js';

export const check: CliCommand = {
	name: 'check',
	parameters: '',
	count: { least: 0, most: 0 },
	summary: 'look for damage in the files; writes nothing',
	details: [
		'Exit code 1 when errors or warnings were found. “Check Store” in VS Code offers fixes.',
		'--json: { folder, sessions, messages, findings }, findings as Finding of store.d.ts, by file and line.',
	],
	options: {},
	run: (call) =>
		withStore(call, 'look', async (store, folder) => {
			const { sessions, messages, findings } = await store.check();
			if (call.flag('json')) await call.out.json({ folder, sessions, messages, findings });
			else {
				for (const finding of findings) await print(call, folder, finding);
				const found = findings.length === 0 ? 'No problems' : counted(findings.length, 'problem');
				await call.out.line(`${found} in ${counted(sessions, 'session')}, ${counted(messages, 'message')}.`);
			}
			return findings.some(({ severity }) => severity !== 'info') ? 1 : 0;
		}),
};

/** As compilers do, so that terminals and editors lead to the line. */
async function print(call: Call, folder: string, { file, line, severity, message }: Finding): Promise<void> {
	const path = relative(call.folder, join(folder, file));
	const style = severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'dim';
	await call.out.line(`${path}:${String(line)}: `, styled(style, `${severity}: `), message);
}
