import { strict as assert } from 'node:assert';
import { asBundle } from '../../../src/store/bundle.js';
import { bundleOf, chain, message, sessionOf } from './bundles.js';

describe('asBundle', () => {
	it('fills in what is optional and leaves out what it does not know', () => {
		const value = {
			format: 'session-hierarchy',
			version: 1,
			exportedBy: 'someone',
			sessions: [
				{
					id: 'a',
					title: 'A',
					parentId: null,
					relation: 'child',
					forkPoint: null,
					head: 'm',
					messages: [{ id: 'm', after: null, role: 'user', content: 'Hi', timestamp: 7, mood: 'good' }],
					createdAt: 5,
					colour: 'red',
				},
			],
		};
		assert.deepEqual(asBundle(value), {
			format: 'session-hierarchy',
			version: 1,
			sessions: [
				{
					id: 'a',
					title: 'A',
					parentId: null,
					relation: 'child',
					forkPoint: null,
					head: 'm',
					messages: [{ id: 'm', after: null, role: 'user', content: 'Hi', timestamp: 7, metadata: {} }],
					snapshots: [],
					discarded: [],
					agentName: null,
					metadata: {},
					shared: false,
					createdAt: 5,
					updatedAt: 7,
					source: null,
				},
			],
		});
	});

	it('brings parents before their children and each message after the one it follows', () => {
		const parent = sessionOf('p', [message('2', '1'), message('1', null)]);
		const child = sessionOf('c', [], { parentId: 'p', head: null });
		const bundle = asBundle(bundleOf([child, parent]));
		assert.deepEqual(
			bundle.sessions.map(({ id, messages }) => [id, messages.map((each) => each.id)]),
			[
				['p', ['1', '2']],
				['c', []],
			],
		);
	});

	it('lets a fork refer to messages of those it was forked from', () => {
		const parent = sessionOf('p', chain('p', 3));
		const fork = sessionOf('f', [message('f', 'p1')], {
			parentId: 'p',
			relation: 'fork',
			forkPoint: { sessionId: 'p', messageId: 'p1' },
			head: 'f',
			discarded: ['p2'],
		});
		const second = sessionOf('g', [], {
			relation: 'fork',
			forkPoint: { sessionId: 'f', messageId: 'p0' },
			head: 'p0',
			snapshots: [{ id: 's', messageId: 'f', label: 'x', createdAt: 1, metadata: {} }],
		});
		assert.deepEqual(asBundle(bundleOf([parent, fork, second])), bundleOf([parent, fork, second]));
	});

	it('accepts the word-for-word copies that a purge leaves in a fork', () => {
		const twins = bundleOf([sessionOf('p', chain('m', 2)), sessionOf('f', chain('m', 3))]);
		assert.deepEqual(asBundle(twins), twins);
	});

	const a = sessionOf('a', chain('m', 2));
	const refused: readonly (readonly [string, unknown, string])[] = [
		['no object', 7, 'the whole value: expected an object, found 7'],
		['another format', { ...bundleOf([]), format: 'x' }, 'format: "x" is none of session-hierarchy'],
		[
			'a newer version',
			{ ...bundleOf([]), version: 2 },
			'version: a newer version of Session Hierarchy wrote this bundle (2; this one reads 1)',
		],
		['a version of another type', { ...bundleOf([]), version: '1' }, 'version: expected a number, found "1"'],
		['no sessions', { format: 'session-hierarchy', version: 1 }, 'sessions: expected a list, found nothing'],
		['a number for a title', bundleOf([{ ...a, title: 5 }]), 'sessions[0].title: expected a string, found 5'],
		[
			'an empty id',
			bundleOf([{ ...a, id: '' }]),
			'sessions[0].id: expected a string that is not empty, found ""',
		],
		[
			'an unknown relation',
			bundleOf([{ ...a, relation: 'twin' }]),
			'sessions[0].relation: "twin" is none of child, fork',
		],
		[
			'a fork point without session',
			bundleOf([{ ...a, forkPoint: {} }]),
			'sessions[0].forkPoint.sessionId: expected a string that is not empty, found nothing',
		],
		[
			'a source without id',
			bundleOf([{ ...a, source: { format: 'x' } }]),
			'sessions[0].source.id: expected a string, found nothing',
		],
		[
			'a time beyond all dates',
			bundleOf([{ ...a, createdAt: 1e300 }]),
			'sessions[0].createdAt: 1e+300 is no time',
		],
		[
			'infinity',
			bundleOf([{ ...a, createdAt: Infinity }]),
			'sessions[0].createdAt: Infinity is not a finite number',
		],
		[
			'shared as a word',
			bundleOf([{ ...a, shared: 'yes' }]),
			'sessions[0].shared: expected true or false, found "yes"',
		],
		[
			'metadata as a list',
			bundleOf([{ ...a, metadata: [] }]),
			'sessions[0].metadata: expected an object, found a list',
		],
		['the same session twice', bundleOf([a, a]), 'sessions[1].id: "a" is the id of sessions[0] too'],
		[
			'an unknown parent',
			bundleOf([{ ...a, parentId: 'q' }]),
			'sessions[0].parentId: no session of the bundle has the id "q"',
		],
		[
			'an unknown fork parent',
			bundleOf([{ ...a, forkPoint: { sessionId: 'q', messageId: null } }]),
			'sessions[0].forkPoint.sessionId: no session of the bundle has the id "q"',
		],
		[
			'an unknown head',
			bundleOf([{ ...a, head: 'q' }]),
			'sessions[0].head: "q" is no message of this session or of those it was forked from',
		],
		[
			'an unknown discarded end',
			bundleOf([{ ...a, discarded: ['q'] }]),
			'sessions[0].discarded[0]: "q" is no message of this session or of those it was forked from',
		],
		[
			'a fork point that the parent does not have',
			bundleOf([a, sessionOf('b', [], { head: null, forkPoint: { sessionId: 'a', messageId: 'q' } })]),
			'sessions[1].forkPoint.messageId: "q" is no message of this session or of those it was forked from',
		],
		[
			"a child that refers to its parent's message",
			bundleOf([a, sessionOf('b', [message('x', 'm0')], { parentId: 'a' })]),
			'sessions[1].messages[0].after: "m0" is no message of this session or of those it was forked from',
		],
		[
			'the same message twice',
			bundleOf([sessionOf('a', [message('m', null), message('m', null)])]),
			'sessions[0].messages[1].id: "m" is the id of sessions[0].messages[0] too',
		],
		[
			'one id for two messages',
			bundleOf([a, sessionOf('b', [message('m0', null, { content: 'other' })])]),
			'sessions[1].messages[0].id: "m0" is the id of sessions[0].messages[0] too',
		],
		[
			'the same snapshot twice',
			bundleOf([
				{ ...a, snapshots: [1, 2].map(() => ({ id: 's', messageId: null, label: '', createdAt: 0 })) },
			]),
			'sessions[0].snapshots[1].id: "s" is the id of another snapshot too',
		],
		[
			'parents in a circle',
			bundleOf([{ ...a, parentId: 'a' }]),
			'sessions[0].parentId: its parents lead back to itself',
		],
		[
			'fork points in a circle',
			bundleOf([{ ...a, forkPoint: { sessionId: 'a', messageId: null } }]),
			'sessions[0].forkPoint: its fork points lead back to itself',
		],
		[
			'messages in a circle',
			bundleOf([sessionOf('a', [message('1', '2'), message('2', '1')])]),
			'sessions[0].messages[0].after: the messages before it lead back to itself',
		],
		[
			'a role nobody knows',
			bundleOf([sessionOf('a', [message('m', null, { role: 'alien' })])]),
			'sessions[0].messages[0].role: "alien" is none of user, assistant, system, tool',
		],
		[
			'null content',
			bundleOf([sessionOf('a', [message('m', null, { content: null })])]),
			'sessions[0].messages[0].content: expected a string or a list of parts, found null',
		],
		[
			'an unknown part',
			bundleOf([sessionOf('a', [message('m', null, { content: [{ type: 'song' }] })])]),
			'sessions[0].messages[0].content[0].type: "song" is none of text, thinking, image, file, data',
		],
		[
			'data without value',
			bundleOf([sessionOf('a', [message('m', null, { content: [{ type: 'data', source: 'x' }] })])]),
			'sessions[0].messages[0].content[0].value: expected a JSON value, found nothing',
		],
		[
			'a tool call without name',
			bundleOf([sessionOf('a', [message('m', null, { toolCalls: [{ id: '1' }] })])]),
			'sessions[0].messages[0].toolCalls[0].name: expected a string, found nothing',
		],
		[
			'a date object',
			bundleOf([{ ...a, metadata: { when: new Date(0) } }]),
			'sessions[0].metadata.when: not a JSON value',
		],
		[
			'__proto__',
			JSON.parse(
				'{"format":"session-hierarchy","version":1,"sessions":[{"metadata":{"a b":{"__proto__":1}}}]}',
			),
			'sessions[0].metadata["a b"].__proto__: this key is not allowed',
		],
	];
	for (const [name, value, message] of refused) {
		it(`refuses ${name}`, () => {
			assert.throws(() => asBundle(value), { name: 'StoreError', code: 'INVALID', message });
		});
	}

	it('refuses a fork that refers to a message of another fork, in whatever order they stand', () => {
		const point = { relation: 'fork', forkPoint: { sessionId: 'p', messageId: 'p0' } };
		const sessions = [
			sessionOf('p', chain('p', 1)),
			sessionOf('f', [message('x', 'p0')], point),
			sessionOf('g', [], { relation: 'fork', forkPoint: { sessionId: 'f', messageId: 'x' }, head: 'x' }),
			sessionOf('h', [], { ...point, head: 'x' }),
		];
		for (const order of [sessions, sessions.toReversed()]) {
			assert.throws(() => asBundle(bundleOf(order)), /head: "x" is no message of this session/);
		}
	});

	for (const depth of [201, 100_000]) {
		it(`refuses ${depth.toString()} levels and names the place`, () => {
			const deep: unknown = JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
			assert.throws(() => asBundle(deep), {
				code: 'INVALID',
				message: 'a.a.a.a.a.a.a.a…: nested deeper than 200 levels',
			});
		});
	}

	it('takes 100,000 messages and a chain of 100,000 forks in linear time', () => {
		const shapes = {
			messages: (size: number) => bundleOf([sessionOf('a', chain('m', size))]),
			forks: forkChain,
		};
		for (const [name, make] of Object.entries(shapes)) {
			const [small, large] = [2000, 100_000].map((size) => fastest(make(size)));
			// Fifty times the size: quadratic would take 2,500 times as long; the machine may be busy.
			assert.ok((large ?? NaN) < 500 * (small ?? NaN), `${name}: ${String(small)} ms, ${String(large)} ms`);
		}
	}).timeout(120_000);
});

/** Forks of forks that all end at the first session's message, the last one first. */
function forkChain(size: number): unknown {
	const forks = [sessionOf('s0', chain('m', 1))];
	for (let i = 1; i < size; i++) {
		const above = `s${(i - 1).toString()}`;
		const forkPoint = { sessionId: above, messageId: 'm0' };
		forks.push(
			sessionOf(`s${i.toString()}`, [], { parentId: above, relation: 'fork', forkPoint, head: 'm0' }),
		);
	}
	return bundleOf(forks.reverse());
}

/** Milliseconds of the processor, not of the clock, that the guard takes; of three tries. */
function fastest(value: unknown): number {
	const tries = [1, 2, 3].map(() => {
		const before = process.cpuUsage();
		asBundle(value);
		const { user, system } = process.cpuUsage(before);
		return (user + system) / 1000;
	});
	return Math.min(...tries);
}
