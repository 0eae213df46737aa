import { strict as assert } from 'node:assert';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { SessionMap } from '../../../src/store/sessionMap.js';
import { FaultyFiles, quickFiles } from './faultyFiles.js';
import { session } from './incomingSessions.js';
import { Temporary } from './temporary.js';

const many = (count: number, names: readonly string[] = ['a', 'b']): ReturnType<typeof session>[] =>
	Array.from({ length: count }, (_, nth) => session(`s${String(nth)}`, names));

describe('Merging many sessions', () => {
	let temporary: Temporary;
	beforeEach(async () => {
		temporary = await Temporary.make();
	});
	afterEach(() => temporary.remove());

	it('tells how far it is, and ends early without a trace', async () => {
		const store = await temporary.open();
		const abort = new AbortController();
		const steps: (readonly number[])[] = [];
		const merging = store.mergeSessions(many(40), {
			signal: abort.signal,
			onProgress: (...step) => {
				steps.push(step);
				if (steps.length === 2) abort.abort(new Error('enough'));
			},
		});
		await assert.rejects(merging, /enough/);
		assert.deepEqual(steps, [
			[16, 40],
			[32, 40],
		]);
		assert.deepEqual(await store.listSessions(), []);
		assert.deepEqual(
			(await readdir(join(temporary.folder, '.local'))).filter((name) => name.startsWith('in-')),
			[],
		);
		assert.equal((await store.mergeSessions(many(40))).created.length, 40);
	});

	it('waits for the disk once for several logs', async () => {
		const disk = new FaultyFiles();
		const store = await temporary.open({ files: disk.files });
		let [now, most] = [0, 0];
		disk.before = (call) => {
			if (call !== 'flush') return undefined;
			most = Math.max(most, ++now);
			return setImmediate().then(() => {
				now--;
			});
		};
		await store.mergeSessions(many(5));
		assert.equal(most, 5);
	});

	it('keeps nothing when one of the flushes fails, and waits for the others', async () => {
		const disk = new FaultyFiles();
		const store = await temporary.open({ files: disk.files });
		let [flushes, open] = [0, 0];
		disk.before = (call) => {
			if (call === 'close') assert.equal(open, 0, 'closed while it is flushed');
			if (call !== 'flush') return undefined;
			if (++flushes === 2) return Promise.reject(Object.assign(new Error('no'), { code: 'EIO' }));
			open++;
			return setImmediate().then(() => {
				open--;
			});
		};
		await assert.rejects(store.mergeSessions(many(3)), { code: 'IO' });
		disk.heal();
		assert.deepEqual(await store.listSessions(), []);
	});

	it('looks through all sessions a few times only while it wakes them', async () => {
		const first = await temporary.open({ files: quickFiles });
		await first.mergeSessions(many(400));
		const store = await temporary.open({ files: quickFiles, room: { messages: 400 } });
		await store.listSessions();
		const looks = await counting(() => store.mergeSessions(many(400)));
		assert.ok(looks <= 40, `${String(looks)} times`);
	});
});

/** How often all sessions that somebody has looked at are gone through while `act` runs. */
async function counting(act: () => Promise<unknown>): Promise<number> {
	const seen = Object.getOwnPropertyDescriptor(SessionMap.prototype, 'seen');
	assert.ok(seen);
	const original = seen.value as SessionMap['seen'];
	let count = 0;
	SessionMap.prototype.seen = function () {
		count++;
		return original.call(this);
	};
	try {
		await act();
		return count;
	} finally {
		Object.defineProperty(SessionMap.prototype, 'seen', seen);
	}
}
