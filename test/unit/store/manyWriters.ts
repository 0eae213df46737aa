import { strict as assert } from 'node:assert';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SessionStore } from '../../../src/store/sessionStore.js';
import type { Processes } from './processes.js';
import { numbers, texts } from './temporary.js';

/** Eight processes that each add `count` messages, all to one session or each to its own, while two others read. */
export async function writeTogether(
	processes: Processes,
	folder: string,
	count: number,
	into: 'one session' | 'own sessions',
): Promise<void> {
	const names = numbers(0, 8);
	const store = await SessionStore.open(folder);
	const sessions = into === 'one session' ? ['all'] : names.map((name) => `of-${name}`);
	for (const id of sessions) await store.createSession({ id });
	await store.close();
	const readers = await Promise.all([0, 1].map(() => processes.start('reader', folder, ...sessions)));
	for (const reader of readers) assert.equal(await reader.line(), 'reading');
	const sessionOf = (name: string): string => (into === 'one session' ? 'all' : `of-${name}`);
	const writers = await Promise.all(
		names.map((name) => processes.start('writer', folder, sessionOf(name), name, String(count))),
	);
	assert.deepEqual(
		await Promise.all(writers.map((writer) => writer.exit())),
		writers.map(() => 0),
	);
	for (const reader of readers) {
		reader.endInput();
		const { looks, ...told } = JSON.parse((await reader.line()) ?? '{}') as { readonly looks: number };
		assert.deepEqual(told, { wrong: [], messages: names.length * count });
		assert.ok(looks > 2, 'it looked while they wrote');
		assert.equal(await reader.exit(), 0);
	}
	await checkWritten(folder, sessions, names, count);
}

async function checkWritten(
	folder: string,
	sessions: readonly string[],
	names: readonly string[],
	count: number,
): Promise<void> {
	const store = await SessionStore.open(folder);
	const written: string[] = [];
	for (const id of sessions) {
		written.push(...(await texts(store, id)).map(String));
		assert.deepEqual(await store.getBranches(id), []);
	}
	assert.equal(written.length, names.length * count);
	for (const name of names) {
		const own = written.filter((text) => text.startsWith(`${name} `));
		assert.deepEqual(
			own,
			numbers(0, count).map((nth) => `${name} ${nth}`),
		);
	}
	assert.deepEqual(store.getProblems(), []);
	await store.close();
	const logs = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
	assert.equal(logs.length, sessions.length, 'a log for each session');
	const left = (await readdir(join(folder, '.local'))).filter((name) => name !== 'index');
	assert.deepEqual(left, [], 'locks left');
}
