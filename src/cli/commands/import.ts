import { importWords } from '../../formats/importWords.js';
import type { Reading } from '../../formats/source.js';
import type { MergeResult } from '../../store/options.js';
import type { Call, CliCommand } from '../command.js';
import { warn, withReading } from '../reading.js';
import { withStore } from '../storeFolder.js';

export const importCommand: CliCommand = {
	name: 'import',
	parameters: '<paths…>',
	count: { least: 1, most: Infinity },
	summary: 'bring in what agents wrote: files, folders, zips',
	details: [
		'What each file is is told by its content. Files that were imported before add only what is new.',
		'A file that cannot be read is told on standard error, and the others are imported: exit code 0 if any was.',
		'--json: { sessions, updated, added, known, warnings, failures }: ids of new sessions and of those that grew,',
		'  messages written, messages of known sessions that were here, and words for a person.',
	],
	options: {},
	run: (call) =>
		withReading(call, call.given, async (reading) => {
			const result = await withStore(call, 'make', (store) => store.mergeSessions(reading.sessions));
			await tell(call, reading, result);
			return 0;
		}),
};

async function tell(
	call: Call,
	{ warnings: ofReading, failures }: Reading,
	result: MergeResult,
): Promise<void> {
	const warnings = [...ofReading.map(({ path, message }) => `${path}: ${message}`), ...result.warnings];
	await warn(call, warnings);
	if (!call.flag('json')) {
		await call.out.line(importWords(result));
		return;
	}
	const { created, updated, messages, grown, known } = result;
	await call.out.json({
		sessions: created,
		updated,
		added: messages + grown,
		known,
		warnings,
		failures: failures.map(({ message }) => message),
	});
}
