import { strict as assert } from 'node:assert';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SessionStore } from '../../src/store/sessionStore.js';
import { quickFiles } from '../unit/store/faultyFiles.js';
import { Hand, type Command } from './commands.js';
import type { Said } from './expected.js';
import { read } from './reading.js';

/** A store, one log of which was written last: what each command added to it, and what was to be read then. */
interface Sample {
	readonly folder: string;
	readonly log: string;
	/** The text of every log, by its path. */
	readonly whole: Readonly<Record<string, Buffer>>;
	readonly steps: readonly { readonly size: number; readonly said: Readonly<Record<string, Said>> }[];
}

const texts = (...words: readonly string[]): readonly string[] => words.map((word) => `m-${word}. ä中😀`);
const session = 'cut';
const before: readonly Command[] = [
	{ do: 'create', name: 'other', parent: null },
	{ do: 'add', session: 'other', texts: texts('1', '2', '3') },
];
/** Lines of every kind, single ones and arrays. */
const life: readonly Command[] = [
	{ do: 'add', session, texts: texts('4') },
	{ do: 'add', session, texts: texts('5', '6', '7') },
	{ do: 'snapshot', session, label: 'label é' },
	{ do: 'rename', session, text: 'Geändert 中' },
	{ do: 'revert', session, index: 0 },
	{ do: 'undoRevert', session },
	{ do: 'revert', session, index: 1 },
	{ do: 'toSnapshot', session, label: 'label é' },
	{ do: 'add', session, texts: texts('8', '9') },
	{ do: 'deleteSnapshot', session, label: 'label é' },
	{ do: 'mark', session, text: 'é' },
	{ do: 'share', session, shared: true },
	{ do: 'move', session, parent: 'other' },
	{ do: 'delete', session },
	{ do: 'restore', session },
	{ do: 'add', session, texts: texts('10') },
];
/** How the log that is cut begins: as a session, as a fork, as another log of a session that came from elsewhere. */
const beginnings: Readonly<Record<string, readonly Command[]>> = {
	'of a session': [...before, { do: 'create', name: session, parent: null }],
	'of a fork': [...before, { do: 'fork', session: 'other', index: 1, name: session }],
	'of a session that came from elsewhere': [
		...before,
		{ do: 'create', name: session, parent: null },
		{ do: 'add', session, texts: texts('a', 'b') },
	],
};

export interface Cuts {
	/** By log, how many offsets it was cut at. */
	readonly counts: Readonly<Record<string, number>>;
	readonly faults: readonly string[];
}

/** Cuts logs at every `stride`th byte offset, opens what is left, and writes on. `root`: an empty folder. */
export async function cutLogs(root: string, stride = 1): Promise<Cuts> {
	const counts: Record<string, number> = {};
	const faults: string[] = [];
	for (const [name, beginning] of Object.entries(beginnings)) {
		const sample = await makeSample(join(root, name, '.sessions'), beginning, name.endsWith('elsewhere'));
		counts[name] = 0;
		for (let size = 0; size <= (sample.whole[sample.log]?.length ?? 0); size += stride) {
			counts[name]++;
			try {
				await cutAt(sample, size);
			} catch (fault) {
				faults.push(`log ${name}, cut at ${String(size)} of ${sample.log}: ${String(fault)}`);
			}
		}
	}
	return { counts, faults };
}

const open = (folder: string): Promise<SessionStore> => SessionStore.open(folder, { files: quickFiles });
const nameOf = (id: string): string => (id === 'other' ? id : session);

async function makeSample(
	made: string,
	beginning: readonly Command[],
	isFromElsewhere: boolean,
): Promise<Sample> {
	const beforeLast = isFromElsewhere ? beginning : beginning.slice(0, -1);
	const first = await open(made);
	const hand = new Hand(first, {});
	for (const command of beforeLast) await hand.perform(command);
	await first.close();
	const folder = isFromElsewhere ? `${made}-copy` : made;
	if (isFromElsewhere) cpSync(made, folder, { recursive: true });
	const known = new Set(logsIn(folder));
	const store = await open(folder);
	const going = new Hand(store, {});
	const steps = [{ size: 0, said: await read(store, nameOf) }];
	let log = '';
	for (const command of [...beginning.slice(beforeLast.length), ...life]) {
		await going.perform(command);
		log ||= logsIn(folder).find((name) => !known.has(name)) ?? '';
		steps.push({ size: statSync(join(folder, log)).size, said: await read(store, nameOf) });
	}
	await store.close();
	const whole = Object.fromEntries(
		logsIn(folder).map((name) => [join(folder, name), readFileSync(join(folder, name))]),
	);
	return { folder, log: join(folder, log), whole, steps };
}

function logsIn(folder: string): readonly string[] {
	return readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
}

async function cutAt({ folder, log, whole, steps }: Sample, size: number): Promise<void> {
	for (const [path, bytes] of Object.entries(whole)) {
		// In its place: it is still the file that was begun here, and gone on with.
		writeFileSync(path, path === log ? bytes.subarray(0, size) : bytes);
	}
	// A line is there when its last character is, newline or not.
	const said = steps.findLast((step) => step.size - 1 <= size)?.said ?? {};
	const store = await open(folder);
	try {
		assert.deepEqual(await read(store, nameOf), said, 'the first reading');
		const sessions = await store.listSessions();
		const id = sessions.find(({ id }) => id !== 'other')?.id ?? 'other';
		await store.addMessage(id, { role: 'user', content: 'm-0. ' });
		const name = id === 'other' ? id : session;
		const next = said[name]?.transcript.concat('m-0.');
		for (const reader of [store, await open(folder)]) {
			const now = await read(reader, nameOf);
			assert.deepEqual(now[name]?.transcript, next, 'after the next write');
			assert.deepEqual({ ...now, [name]: said[name] }, said, 'the others after the next write');
			if (reader !== store) await reader.close();
		}
	} finally {
		await store.close();
		for (const name of logsIn(folder)) if (!(join(folder, name) in whole)) rmSync(join(folder, name));
	}
}
