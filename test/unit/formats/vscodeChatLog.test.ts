import { strict as assert } from 'node:assert';
import type { Json } from '../../../src/store/model.js';
import { asLines, readAll, shown } from './importing.js';
import { bye, hello, pretty, read, request, stored } from './vscodeChats.js';

/** A log that begins with a state. */
function log(state: Json, ...changes: readonly Json[]): string {
	return asLines([{ kind: 0, v: state }, ...changes]);
}

describe('VS Code chat: a log of changes', () => {
	it('follows a log of changes', async () => {
		const [session] = await read(
			log(
				stored([]),
				{ kind: 1, k: ['customTitle'], v: 'Greetings' },
				{ kind: 2, k: ['requests'], v: [request('r1', 'Hello', [])] },
				{ kind: 2, k: ['requests', 0, 'response'], v: [{ value: 'H' }, { value: 'wrong' }] },
				{ kind: 2, k: ['requests', 0, 'response'], v: [{ value: 'i' }], i: 1 },
				{ kind: 2, k: ['requests', 0, 'followups'], v: [{ message: 'More?' }] },
				{ kind: 3, k: ['requests', 0, 'followups'] },
				{ kind: 2, k: ['requests'], v: [bye] },
			),
			's.jsonl',
		);
		assert.deepEqual(
			[session?.title, shown(session)],
			['Greetings', { path: ['user Hello', 'assistant Hi', 'user Bye', 'assistant See you'], aside: [] }],
		);
	});

	it('keeps requests that a log took away as branches, where they were', async () => {
		const [session] = await read(
			log(
				stored([hello, bye, request('r3', 'Again', [])]),
				{ kind: 2, k: ['requests'], i: 1 },
				{ kind: 2, k: ['requests'], v: [request('r4', 'Ciao', [])] },
				{ kind: 0, v: stored([hello, request('r5', 'Adieu', [])]) },
			),
			's.jsonl',
		);
		assert.ok(session);
		assert.deepEqual(
			[shown(session), session.messages.filter(({ after }) => after === 'r1:answer').map(({ id }) => id)],
			[
				{
					path: ['user Hello', 'assistant Hi', 'user Adieu'],
					aside: ['user Bye', 'assistant See you', 'user Ciao', 'user Again'],
				},
				['r5', 'r2', 'r4'],
			],
		);
	});

	it('stops a log at its last good state, unless it begins anew', async () => {
		const more = { kind: 2, k: ['requests'], v: [bye] };
		const read2 = async (bad: string, ...after: readonly Json[]): Promise<readonly Json[]> => {
			const { sessions, warnings } = await readAll({
				's.jsonl': log(stored([hello])) + bad + asLines(after),
			});
			return [shown(sessions[0]).path.length, warnings.map(({ message }) => message)];
		};
		const stopped = 'line 2 cannot be followed; from there on nothing was read';
		assert.deepEqual(
			[
				await read2('{"kind":1,"k":["cu\n', more),
				await read2('{"kind":1,"k":["cu\n', more, { kind: 0, v: stored([hello, bye]) }),
				await read2('{"kind":1,"k":["requests",7,"response"],"v":[]}\n', more),
				await read2('{"kind":9}\n', more),
				await read2('', more),
			],
			[
				[2, [stopped, 'line 2: not JSON, left out']],
				[4, ['line 2: not JSON, left out']],
				[2, [stopped]],
				[2, [stopped]],
				[4, []],
			],
		);
	});

	it('takes no harm from places that cannot be', async () => {
		const { sessions, warnings } = await readAll({
			's.jsonl': [
				log(stored([hello])),
				'{"kind":1,"k":["__proto__"],"v":{"polluted":1}}\n',
				'{"kind":1,"k":["requests",0,"__proto__"],"v":{"polluted":1}}\n',
				asLines([
					{ kind: 1, k: ['requests', 4_000_000_000], v: bye },
					{ kind: 2, k: ['requests'], i: 4_000_000_000 },
					{ kind: 2, k: ['requests'], i: -1 },
					{ kind: 2, k: ['requests'], v: [bye] },
				]),
			].join(''),
		});
		assert.deepEqual(
			[shown(sessions[0]), warnings.map(({ message }) => message), 'polluted' in {}],
			[
				{ path: ['user Hello', 'assistant Hi', 'user Bye', 'assistant See you'], aside: [] },
				['lines 2, 3, 4, 5, 6: a change of a place that cannot be, left out'],
				false,
			],
		);
	});

	it('prefers the log to the older file of the same session', async () => {
		const { sessions, recognised } = await readAll({
			'chatSessions/s.json': pretty(stored([hello, bye])),
			'chatSessions/s.jsonl': log(stored([hello])),
			'chatSessions/t.json': pretty(stored([hello], { sessionId: 't', workingDirectory: '/w' })),
		});
		assert.deepEqual(
			[
				sessions.map(({ source, messages }) => [source.id, messages.length]),
				recognised.map((file) => file.sessions),
				sessions[1]?.metadata,
			],
			[
				[
					['s', 2],
					['t', 2],
				],
				[1, 0, 1],
				{ cwd: '/w' },
			],
		);
	});
});
