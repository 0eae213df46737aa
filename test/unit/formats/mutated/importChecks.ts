import { strict as assert } from 'node:assert';
import { bundleOf } from '../../../../src/formats/toBundle.js';
import { readSources } from '../../../../src/formats/readSources.js';
import type { Reading, SourceFile } from '../../../../src/formats/source.js';
import { asBundle } from '../../../../src/store/bundle.js';
import type { Bundle } from '../../../../src/store/bundleModel.js';
import { keyOf } from '../../../../src/store/arrangeIncoming.js';
import { SessionStore } from '../../../../src/store/sessionStore.js';
import { MemoryFiles } from '../../store/memoryFiles.js';

/** Milliseconds that files may take, and so much more for each byte beyond ten million. */
const longest = 1000;
const large = 10_000_000;

/**
 * Brings files into a store as a person would, and once more, and carries all of it out again. Gives the milliseconds
 * that it took to read them. Throws `AssertionError` for what must not be, and whatever else is thrown on the way.
 * `before`: files that are brought in first.
 */
export async function checkImport(
	files: readonly SourceFile[],
	before: readonly SourceFile[],
): Promise<number> {
	const started = process.cpuUsage();
	const reading = await readSources(files);
	const { user, system } = process.cpuUsage(started);
	const milliseconds = (user + system) / 1000;
	const size = files.reduce((sum, file) => sum + (file.size ?? 0), 0);
	const allowed = longest * Math.max(1, size / large);
	assert.ok(milliseconds < allowed, `reading took ${milliseconds.toFixed(0)} ms`);
	checkCounts(files, reading);
	checkLinks(reading);
	checkMessages(reading);
	await checkRefused(files, reading);
	const { bundle } = bundleOf(reading);
	assert.deepEqual(asBundle(bundle), bundle);
	await checkStore(reading, files, before);
	assert.ok(!('polluted' in {}), 'a key of a file got into all objects');
	return milliseconds;
}

function checkCounts(files: readonly SourceFile[], reading: Reading): void {
	const told = [...reading.recognised, ...reading.failures].map(({ path }) => path);
	assert.deepEqual([...told, ...reading.skipped].sort(), files.map(({ path }) => path).sort());
}

/** Each message once, after the one it follows; what names a message names one of them, or of those it was forked from. */
function checkLinks({ sessions }: Reading): void {
	const above = new Map<string, ReadonlySet<string | null>>();
	for (const { source, parent, messages, head, shares, snapshots, discarded = [] } of sessions) {
		const from = shares !== null && shares !== 'prefix' ? shares : undefined;
		const shared = from && above.get(keyOf(from.from ?? parent ?? source));
		const known = new Set<string | null>([null, from?.after ?? null, ...(shared ?? [])]);
		const own = new Set<string>();
		const where = `session ${keyOf(source)}`;
		for (const { id, after } of messages) {
			assert.ok(known.has(after), `${where}: ${id} follows ${String(after)}, which is not before it`);
			assert.ok(!own.has(id), `${where}: ${id} is there twice`);
			own.add(id);
			known.add(id);
		}
		const named = [head, ...snapshots.map(({ messageId }) => messageId), ...discarded];
		for (const id of named) assert.ok(known.has(id), `${where}: no message ${String(id)}`);
		above.set(keyOf(source), known);
	}
}

/** Messages for a person: one line each, and not endless. */
function checkMessages({ warnings, failures }: Reading): void {
	for (const { path, message } of failures) assert.ok(message.startsWith(`${path}: `), message.slice(0, 200));
	for (const { message } of [...warnings, ...failures]) {
		assert.ok(message.length < 1000 && message !== '', `${String(message.length)}: ${message.slice(0, 200)}`);
	}
}

/** Files that were refused leave nothing behind: without them the rest is the same. */
async function checkRefused(files: readonly SourceFile[], reading: Reading): Promise<void> {
	const refused = new Set(reading.failures.map(({ path }) => path));
	// Of two files of one name it is not known which was refused.
	const isClear = files.length === new Set(files.map(({ path }) => path)).size;
	if (refused.size === 0 || !isClear) return;
	const rest = await readSources(files.filter(({ path }) => !refused.has(path)));
	assert.deepEqual(spelledOut(rest), spelledOut(reading));
}

/** In an order that does not come from which files came first. */
function spelledOut({ sessions }: Reading): readonly string[] {
	return sessions.map((each) => JSON.stringify([each, each.messages.map(({ body }) => body.text)])).sort();
}

async function checkStore(
	reading: Reading,
	files: readonly SourceFile[],
	before: readonly SourceFile[],
): Promise<void> {
	const disk = new MemoryFiles();
	let store = await SessionStore.open('/sessions', { files: disk });
	try {
		await store.mergeSessions((await readSources(before)).sessions);
		await store.mergeSessions(reading.sessions);
		const once = await carriedOut(store);
		// A later import finds messages by what is on disk.
		await store.close();
		store = await SessionStore.open('/sessions', { files: disk });
		const again = await store.mergeSessions((await readSources(files)).sessions);
		assert.deepEqual([again.operation, again.created, again.updated, again.grown], [null, [], [], 0]);
		assert.deepEqual(await carriedOut(store), once);
		if (before.length === 0) checkAllCame(reading, once);
	} finally {
		await store.close();
	}
}

async function carriedOut(store: SessionStore): Promise<readonly Bundle[]> {
	const roots = (await store.listSessions()).filter(({ parentId }) => parentId === null);
	const bundles: Bundle[] = [];
	for (const { id } of roots) bundles.push(await store.exportSession(id, { descendants: true }));
	for (const bundle of bundles) assert.deepEqual(asBundle(bundle), bundle);
	return bundles;
}

/**
 * The store has what an import says it would make. Snapshots of forks may lie on messages that only the session above
 * shows.
 */
function checkAllCame(reading: Reading, stored: readonly Bundle[]): void {
	const { bundle } = bundleOf(reading);
	// Without the session that it was forked from, and is not below, it is carried out with all that they share.
	const apart = bundle.sessions.filter(
		({ forkPoint, parentId }) => forkPoint && forkPoint.sessionId !== parentId,
	);
	const alone = new Set(apart.map(({ source }) => JSON.stringify(source)));
	const outline = (bundles: readonly Bundle[]): readonly string[] =>
		bundles
			.flatMap(({ sessions }) => sessions)
			.filter(({ source }) => !alone.has(JSON.stringify(source)))
			.map(({ source, title, messages, discarded, head, snapshots, relation }) =>
				JSON.stringify([
					[source, title, relation, new Set(discarded).size, head === null],
					relation === 'fork' ? null : snapshots.length,
					messages.map(({ role, content, toolCalls, metadata }) => [role, content, toolCalls, metadata]),
				]),
			)
			.sort();
	assert.deepEqual(outline(stored), outline([bundle]));
}
