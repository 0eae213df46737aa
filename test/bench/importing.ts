import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ratioOfMedians, type Bench, type Row } from './bench.js';
import { bundled } from './fresh.js';
import type { Imported } from './importProcess.js';
import { interleaved, type Measurement } from './interleaved.js';
import { writeTranscript } from './transcriptFiles.js';

/**
 * Transcripts imported into an empty store, each in a process of its own, beside their lines read and parsed. Of the
 * longest also the memory at most, beside that for a tenth of it; and the longest that nothing else of the process got
 * a turn, beside what nobody notices.
 */
export const importing: Bench = async ({ folder, scale: { imported: size, processes } }) => {
	const program = await bundled('test/bench/importProcess.ts', folder);
	const run = async (...args: readonly string[]): Promise<Imported> => {
		const { stdout } = await promisify(execFile)(process.execPath, [program, ...args]);
		const found = JSON.parse(stdout) as Imported;
		if (found.count === 0) throw new Error(`${args.join(' ')}: nothing was found.`);
		return found;
	};
	const rows: Row[] = [];
	/** Megabytes and blocks of each round, of one file after the other. */
	const memory: number[][] = [];
	let blocks: number[] = [];
	const transcripts = [
		{ agent: 'OpenAI chat', bytes: size / 10 },
		{ agent: 'Codex', bytes: size / 10 },
		{ agent: 'Claude Code', bytes: size / 10 },
		{ agent: 'Claude Code', bytes: size },
	] as const;
	for (const { agent, bytes } of transcripts) {
		const path = join(folder, 'transcript.jsonl');
		const store = join(folder, 'store');
		writeTranscript(path, agent, bytes);
		const megabytes: number[] = [];
		blocks = [];
		const ours: Measurement = async () => {
			const { ms, mb, block } = await run('import', path, store);
			rmSync(store, { recursive: true, force: true });
			megabytes.push(mb);
			blocks.push(block);
			return ms;
		};
		const limit: Measurement = async () => (await run('parse', path)).ms;
		const found = await interleaved({ ours, limit }, { warmUp: 0, rounds: Math.min(3, processes) });
		rows.push(
			ratioOfMedians(
				`import ${agent}, ${inMegabytes(bytes)} (read and parse its lines)`,
				found.ours,
				found.limit,
				bytes === size ? 3 : null,
			),
		);
		memory.push(megabytes);
		rmSync(path);
	}
	const [whole = [], tenth = []] = memory.toReversed();
	return [
		...rows,
		ratioOfMedians(
			`memory at most for ${inMegabytes(size)} of Claude Code, in MB (for ${inMegabytes(size / 10)})`,
			whole,
			tenth,
			3,
		),
		ratioOfMedians(`longest hold-up meanwhile (${String(unnoticed)} ms)`, blocks, [unnoticed], null),
	];
};

/** Milliseconds. */
const unnoticed = 50;

const inMegabytes = (bytes: number): string => `${String(bytes / 1e6)} MB`;
