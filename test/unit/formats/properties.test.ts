import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { findJsonFault } from '../../../src/formats/jsonFault.js';
import { writePraison } from '../../../src/formats/praisonWriter.js';
import { readSources } from '../../../src/formats/readSources.js';
import { writeBundle } from '../../../src/formats/bundleWriter.js';
import { bundleOf } from '../../../src/formats/toBundle.js';
import { asBundle } from '../../../src/store/bundle.js';
import type { Bundle } from '../../../src/store/bundleModel.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { aBundle } from './bundleArbitrary.js';
import { renamed } from './bundles.js';
import { picked, session, snapshot, turns } from './fixtures.js';
import { readBundle } from './importing.js';
import { praisonDirectory } from './praisonModel.js';

function asFiles(directory: readonly JsonObject[]): Parameters<typeof readBundle>[0] {
	return directory.map((file, i) => picked(`${i.toString()}.json`, file));
}

/** What a person can tell two imports of one directory apart by. */
function outline(bundle: Bundle | undefined, withSnapshots: boolean): unknown {
	return bundle?.sessions
		.map(({ title, parentId, relation, forkPoint, head, messages, snapshots }) => ({
			title,
			parentId,
			relation,
			forkPoint,
			head,
			contents: messages.map(({ content }) => content),
			snapshots: withSnapshots && snapshots.map(({ label, messageId }) => [label, messageId]),
		}))
		.sort((one, other) => (one.title < other.title ? -1 : 1));
}

// Many runs on a busy machine.
const patience = 30_000;

describe('any bundle', function () {
	this.timeout(patience);

	it('is the same after it was written and read', () =>
		fc.assert(
			fc.asyncProperty(aBundle, async (bundle) => {
				const reading = await readSources([picked('a.json', writeBundle(bundle))]);
				const again = renamed(bundleOf(reading).bundle);
				assert.deepEqual({ again, failures: reading.failures }, { again: renamed(bundle), failures: [] });
			}),
		));

	it('becomes PraisonAI files that can be read', () =>
		fc.assert(
			fc.asyncProperty(aBundle, async (bundle) => {
				const { files } = writePraison(bundle);
				const { failures, recognised } = await readBundle(files.map(({ name, text }) => picked(name, text)));
				assert.deepEqual([failures, recognised.length], [[], bundle.sessions.length]);
			}),
		));
});

describe('any PraisonAI directory', function () {
	this.timeout(patience);

	it('gives every message back as it was, and the same tree the second time', () =>
		fc.assert(
			fc.asyncProperty(praisonDirectory, async (directory) => {
				const first = await readBundle(asFiles(directory));
				assert.deepEqual(first.failures, []);
				assert.ok(first.bundle);
				assert.deepEqual(asBundle(first.bundle), first.bundle);
				const { files, losses } = writePraison(first.bundle);
				const written = files.map(({ text }) => JSON.parse(text) as JsonObject);
				const messagesOf = (files: readonly JsonObject[]): unknown =>
					Object.fromEntries(
						files.map((file) => [file['session_id'], [file['archived_messages'], file['messages']]]),
					);
				assert.deepEqual(messagesOf(written), messagesOf(directory));
				const second = await readBundle(asFiles(written));
				// A snapshot in the archive has no index, and what only a snapshot has is no branch there: told, and all.
				const told = /^\d+ (?:snapshots? left out|messages? on discarded or diverged branches)/;
				const marks = losses.every((loss) => loss.includes('branches'));
				assert.deepEqual(outline(second.bundle, marks), outline(first.bundle, marks));
				assert.deepEqual(
					losses.filter((loss) => !told.test(loss)),
					[],
				);
			}),
			{ numRuns: Number(process.env['RUNS'] ?? 300) },
		));
});

describe('a damaged file', function () {
	this.timeout(patience);

	const text = JSON.stringify([
		session(
			'a',
			[{ role: 'user', content: 'x', tool_calls: [{ id: '1', function: { name: 'n', arguments: '' } }] }],
			{
				archived_messages: turns(2),
				snapshots: [snapshot('S', 0, 1)],
			},
		),
		session('b', turns(3), { parent_id: 'a', forked_from_message_id: '0' }),
	]);

	it('is found faulty by the finder of faults exactly when JSON.parse refuses it', () => {
		const damage = fc.tuple(fc.nat(text.length), fc.nat(3), fc.string({ unit: 'binary', maxLength: 2 }));
		fc.assert(
			fc.property(fc.array(damage, { maxLength: 2 }), (damages) => {
				const damaged = damages.reduce(
					(whole, [at, cut, put]) => whole.slice(0, at) + put + whole.slice(at + cut),
					text,
				);
				let isJson = true;
				try {
					JSON.parse(damaged);
				} catch {
					isJson = false;
				}
				assert.equal(findJsonFault(damaged) === undefined, isJson);
			}),
			{ numRuns: 2000 },
		);
	});

	const values: readonly Json[] = [
		null,
		0,
		-1,
		1e308,
		'',
		'x',
		[],
		{},
		[null],
		{ a: 1 },
		true,
		'a',
		'-1',
		'7',
	];
	const change = fc.record({ at: fc.nat(), value: fc.constantFrom(...values) });
	it('is read or refused, never thrown at', () =>
		fc.assert(
			fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
				const files = JSON.parse(text) as Json[];
				for (const { at, value } of changes) replaceOne(files, at, value);
				const reading = await readBundle(files.map((file, i) => picked(`${i.toString()}.json`, file)));
				assert.equal(reading.recognised.length + reading.failures.length, files.length);
				if (!reading.bundle) return;
				assert.deepEqual(asBundle(reading.bundle), reading.bundle);
				writePraison(reading.bundle);
			}),
			{ numRuns: 1000 },
		));

	it('is read or refused, whatever bytes are wrong', () =>
		fc.assert(
			fc.asyncProperty(fc.nat(text.length - 2), fc.uint8Array({ maxLength: 3 }), async (at, put) => {
				const bytes = new TextEncoder().encode(text.slice(1, -1));
				bytes.set(put, Math.min(at, bytes.length - put.length));
				const { recognised, failures } = await readBundle([picked('a.json', bytes)]);
				assert.equal(recognised.length + failures.length, 1);
			}),
		));
});

/** Puts a value in the place of the n-th one inside, counted round and round. */
function replaceOne(root: Json[], n: number, value: Json): void {
	const places: { readonly holder: object; readonly key: string }[] = [];
	const open: Json[] = [...root];
	for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
		if (typeof holder !== 'object' || holder === null) continue;
		for (const [key, inner] of Object.entries<Json>(holder)) {
			places.push({ holder, key });
			open.push(inner);
		}
	}
	const place = places[n % places.length];
	if (place) Reflect.set(place.holder, place.key, structuredClone(value));
}
