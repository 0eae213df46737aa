import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { StoreError } from '../../../src/store/errors.js';
import type { Files } from '../../../src/store/files.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { folder, makeReady, type FaultOperation, type Ready } from './faultOperations.js';
import { arm, faultsOf, type Fault } from './faults.js';
import { FaultyFiles } from './faultyFiles.js';
import type { MemoryFiles } from './memoryFiles.js';
import { masked, seen } from './seen.js';
import { say, texts } from './temporary.js';

type Outcome = 'done' | 'refused' | 'uncertain';
/** How many cases were tried, and what came of them. */
export interface Tally extends Readonly<Record<Outcome, number>> {
	/** Where and how the promise was broken: none. */
	readonly wrong: readonly string[];
}

/** Milliseconds: nobody should ever have to wait for a lock here. */
const patience = 1000;

/**
 * Tries an operation with a fault at each of its calls, each time on a fresh copy of the folder. `turn`: with only one
 * fault for a call, which one depends on that number, and as much of the operation as it says of a short run.
 */
export async function tryFaults(operation: FaultOperation, turn?: number): Promise<Tally> {
	const ready = await makeReady(operation.scene);
	const expected = await withoutFault(operation, ready);
	const tally = { done: 0, refused: 0, uncertain: 0, wrong: [] as string[] };
	for (const [index, call] of expected.calls.entries()) {
		const faults = faultsOf(call);
		const chosen = turn === undefined ? faults : short(operation, faults, index, turn);
		for (const fault of chosen) {
			try {
				tally[await tryFault(operation, ready, fault, index + 1, expected)]++;
			} catch (error) {
				const where = `${fault.code} ${fault.form} ${fault.lasts} at call ${index + 1}, ${call}`;
				tally.wrong.push(`${where}: ${error instanceof Error ? error.message : String(error)}`);
			}
		}
	}
	return tally;
}

function short(
	operation: FaultOperation,
	faults: readonly Fault[],
	index: number,
	turn: number,
): readonly Fault[] {
	if (operation.short === 'nothing' || (operation.short && (index + turn) % 3 !== 0)) return [];
	return faults.filter((_, nth) => nth === (index + turn * 7) % faults.length);
}

interface Scene {
	readonly disk: MemoryFiles;
	readonly faulty: FaultyFiles;
	readonly store: SessionStore;
}
interface Expected {
	readonly calls: readonly (keyof Files)[];
	readonly before: string;
	readonly after: string;
	/** What a reading operation gives. */
	readonly answer: string;
}

async function withoutFault(operation: FaultOperation, ready: Ready): Promise<Expected> {
	const { disk, faulty, store } = await open(operation, ready);
	const before = await seen(await openOther(disk));
	const from = faulty.calls.length;
	const result = await operation.run(store, ready.names, faulty.files);
	const calls = faulty.calls.slice(from) as (keyof Files)[];
	return { calls, before, after: await seen(await openOther(disk)), answer: answerOf(result) };
}

async function tryFault(
	operation: FaultOperation,
	ready: Ready,
	fault: Fault,
	nth: number,
	expected: Expected,
): Promise<Outcome> {
	const { disk, faulty, store: first } = await open(operation, ready);
	arm(faulty, disk, fault, nth);
	const [settled] = await Promise.allSettled([operation.run(first, ready.names, faulty.files)]);
	const done = settled.status === 'fulfilled';
	const store = done && settled.value instanceof SessionStore ? settled.value : first;
	const isDamageTold = store.getProblems().length > 0;
	faulty.heal();
	const other = await openOther(disk);
	// One by one first: a list of all would look at the whole folder anew.
	for (const session of await other.listSessions({ deleted: 'include' }))
		assert.deepEqual(await store.getSession(session.id), session);
	const now = await seen(store);
	assert.ok((await seen(other)) === now, 'memory and disk differ');
	let outcome: Outcome = 'done';
	if (!done) outcome = judgeError(settled.reason, now, expected, operation.before !== undefined);
	else if (operation.parts) outcome = await judgeParts(store, operation.parts, settled.value);
	else {
		assert.ok(masked(now) === masked(expected.after), 'it was said to be done');
		if (expected.before === expected.after && !isDamageTold)
			assert.ok(answerOf(settled.value) === expected.answer, 'a wrong answer');
	}
	await goOn(other, store);
	const last = outcome === 'done' ? await seen(store) : undefined;
	for (const each of [store, first, other]) await each.close();
	const left = disk.list(join(folder, '.local')).filter((name) => name !== 'index');
	assert.deepEqual(left, [], 'left behind in .local');
	assert.equal(disk.openFiles, 0, 'files left open');
	const rest = await openOther(disk.afterPowerCut());
	if (last !== undefined) assert.ok((await seen(rest)) === last, 'lost in a power cut');
	else assert.deepEqual((await texts(rest, 'next')).slice(-2), next, 'lost in a power cut');
	return outcome;
}

async function open({ before }: FaultOperation, ready: Ready): Promise<Scene> {
	const disk = ready.disk.copy();
	const faulty = new FaultyFiles(disk);
	const store = await SessionStore.open(folder, { files: faulty.files, patience });
	if (before) {
		const other = await openOther(disk);
		await before(other);
		await other.close();
	}
	return { disk, faulty, store };
}

/** As another process would. */
async function openOther(disk: MemoryFiles): Promise<SessionStore> {
	return SessionStore.open(folder, { files: disk, patience });
}

function judgeError(error: unknown, now: string, { before, after }: Expected, isVaried: boolean): Outcome {
	mustBeRefusal(error);
	if (error.uncertain) {
		const ways = [masked(before), masked(after)];
		assert.ok(ways.includes(masked(now)), 'neither done nor undone');
		return 'uncertain';
	}
	// What another process wrote just before has other ids each time.
	assert.ok(
		now === before || (isVaried && masked(now) === masked(before)),
		'it was said that nothing changed',
	);
	return 'refused';
}

function mustBeRefusal(error: unknown): asserts error is StoreError {
	if (!StoreError.is(error, 'IO')) throw error;
	assert.ok(error.cause instanceof Error, 'it has a cause');
}

/** Of messages added to A at once each is there or not by itself, and those that are follow each other. */
async function judgeParts(store: SessionStore, parts: readonly string[], results: unknown): Promise<Outcome> {
	const settled = results as readonly PromiseSettledResult<string>[];
	const sure: string[] = [];
	const unsure: string[] = [];
	for (const [index, result] of settled.entries()) {
		const text = parts[index] ?? '';
		if (result.status === 'fulfilled') sure.push(text);
		else mustBeRefusal(result.reason);
		if (result.status === 'rejected' && (result.reason as StoreError).uncertain) unsure.push(text);
	}
	const added = (await texts(store, 'a')).slice(3).map(String);
	assert.deepEqual(
		added.filter((text) => !unsure.includes(text)),
		sure,
	);
	assert.equal((await store.getBranches('a')).length, 1, 'they follow each other');
	if (unsure.length > 0) return 'uncertain';
	return sure.length === parts.length ? 'done' : 'refused';
}

const next = ['by another', 'by the same'];

/** The next writes succeed, of another process first: nobody may be kept waiting for this one. */
async function goOn(other: SessionStore, store: SessionStore): Promise<void> {
	await other.createSession({ id: 'next', title: 'Next' });
	const isThere = (await other.listSessions()).some(({ id }) => id === 'a');
	for (const id of isThere ? ['next', 'a'] : ['next']) {
		await say(other, id, 'by another');
		await say(store, id, 'by the same');
		for (const each of [other, store]) assert.deepEqual((await texts(each, id)).slice(-2), next);
	}
}

/** What a call gives, as a text to compare. */
function answerOf(value: unknown): string {
	return value instanceof SessionStore ? 'a store' : JSON.stringify(value ?? null);
}
