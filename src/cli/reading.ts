import { resolve } from 'node:path';
import type { FormatFailure, Reading } from '../formats/source.js';
import type { Call } from './command.js';
import { Failure } from './failures.js';
import { styled } from './output.js';

/**
 * Reads what lies at paths, of any known format, and gives it to `act`; what could not be read is told first. Throws
 * Failure where nothing could.
 */
export async function withReading<Result>(
	call: Call,
	paths: readonly string[],
	act: (reading: Reading) => Promise<Result>,
): Promise<Result> {
	// Many calls never need them.
	const [{ sourcesIn }, { TemporaryFile }, { readSources, withFaultsOf }, { Spool }] = await Promise.all([
		import('../sources/sourceFiles.js'),
		import('../sources/overflow.js'),
		import('../formats/readSources.js'),
		import('../formats/spool.js'),
	]);
	const overflow = new TemporaryFile();
	const forget = holdUntilExit(() => {
		overflow.dispose();
	});
	try {
		const { signal } = new AbortController();
		const found = await sourcesIn(
			paths.map((path) => resolve(call.folder, path)),
			{ signal },
		);
		const read = await readSources(found.files, { signal, spool: new Spool(overflow) });
		const reading = withFaultsOf(found, read);
		for (const { message } of reading.failures) await call.errors.line(styled('red', 'error: '), message);
		if (reading.sessions.length === 0) throw new Failure(nothingIn(reading.failures));
		return await act(reading);
	} finally {
		forget();
	}
}

/** Tells what could not be kept as it was. */
export async function warn({ errors }: Call, warnings: readonly string[]): Promise<void> {
	for (const warning of warnings) await errors.line(styled('yellow', 'warning: '), warning);
}

/** Texts of sessions must not stay behind when the process is ended early. */
function holdUntilExit(release: () => void): () => void {
	const end = (): void => {
		process.exit(1);
	};
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
	process.once('exit', release);
	for (const signal of signals) process.once(signal, end);
	return () => {
		process.off('exit', release);
		for (const signal of signals) process.off(signal, end);
		release();
	};
}

function nothingIn(failures: readonly FormatFailure[]): string {
	return failures.length > 0 ? 'Nothing could be read.' : 'There are no sessions in it.';
}
