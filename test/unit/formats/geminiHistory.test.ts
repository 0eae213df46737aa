import { strict as assert } from 'node:assert';
import type { Json } from '../../../src/store/model.js';
import { call, logged, model, short, user } from './geminiRecords.js';
import { pathOf, shown, unpacked } from './importing.js';

function said(text: string, nth: number): string {
	return `${nth % 2 === 0 ? 'user' : 'assistant'} ${text}`;
}

describe('Gemini CLI: how a history is compressed or replaced', () => {
	it('begins anew where everything was taken back after the history was compressed', async () => {
		const session = await logged(
			user('u1', 'One'),
			model('g1', 'First'),
			{ $set: { messages: [user('x', '<state_snapshot>short</state_snapshot>'), model('y', 'Got it.')] } },
			user('u2', 'Two'),
			{ $rewindTo: 'x' },
			user('u3', 'Anew'),
		);
		assert.deepEqual(shown(session), {
			path: ['user Anew'],
			aside: [
				'user One',
				'assistant First',
				'system <state_snapshot>short</state_snapshot>',
				'assistant Got it.',
				'user Two',
			],
		});
	});

	it('marks what the history was compressed to, and repeats nothing', async () => {
		const kept = [user('u2', 'Two'), model('g2', 'Second')];
		const session = await logged(
			user('u1', 'One'),
			model('g1', 'First'),
			...kept,
			{
				$set: {
					messages: [user('x', '<state_snapshot>short</state_snapshot>'), model('y', 'Got it.'), ...kept],
				},
			},
			user('u3', 'Three'),
			{ $rewindTo: 'u3' },
			user('u4', 'Four'),
		);
		assert.deepEqual(
			{
				...shown(session),
				marks: pathOf(session).map(({ metadata }) => metadata['compaction'] === true),
				snapshots: session.snapshots.map(({ label, messageId }) => [label, messageId]),
			},
			{
				path: [
					'user One',
					'assistant First',
					'user Two',
					'assistant Second',
					'system <state_snapshot>short</state_snapshot>',
					'assistant Got it.',
					'user Four',
				],
				aside: ['user Three'],
				marks: [false, false, false, false, true, false, false],
				snapshots: [['Before compaction', 'g2']],
			},
		);
	});

	it('takes a history that only says again what is there for nothing new', async () => {
		const results = {
			id: 'r',
			type: 'user',
			content: [{ functionResponse: { id: 'c1', response: { output: '[masked]' } } }],
		};
		const before: readonly Json[] = [
			{ id: 'i1', type: 'info', content: 'Welcome' },
			user('u1', 'One'),
			model('g1', '', { toolCalls: [call('c1', 'long')] }),
		];
		const masked = model('g1', '', { toolCalls: [call('c1', '[masked]')] });
		const session = await logged(
			...before,
			{ $set: { messages: [user('u1', 'One'), masked, results, user('u2', 'Two')] } },
			model('g2', 'Second'),
		);
		assert.deepEqual(shown(session), {
			path: [
				'system Welcome',
				'user One',
				'assistant  read()#c1',
				'tool #c1 long',
				'user Two',
				'assistant Second',
			],
			aside: [],
		});
	});

	it('takes a shorter history for a rewind', async () => {
		const session = await logged(user('u1', 'One'), model('g1', 'First'), user('u2', 'Two'), {
			$set: { messages: [user('u1', 'One'), model('g1', 'First')] },
		});
		assert.deepEqual(shown(session), { path: ['user One', 'assistant First'], aside: ['user Two'] });
	});

	for (const [how, change] of [
		['takes out of the history', [{ $patch: { removeIds: ['u1', 'g1', 'u2', 'g2'] } }]],
		['writes the history anew', []],
	] as const)
		it(`marks a compression that ${how}, and repeats nothing of what it keeps`, async () => {
			const compressed = [
				user('s1', '<state_snapshot>short</state_snapshot>'),
				model('s2', 'Got it.'),
				user('k1', 'Two'),
				model('k2', 'Second'),
			];
			const session = await logged(
				...[user('u1', 'One'), model('g1', 'First'), user('u2', 'Two'), model('g2', 'Second')],
				...(change.length > 0 ? [...compressed, ...change] : [{ $set: { messages: compressed } }]),
				user('u3', 'Three'),
				model('g3', 'Third'),
				{ $rewindTo: 'u3' },
				user('u4', 'Three, better'),
			);
			assert.deepEqual(
				session.snapshots.map(({ label, messageId }) => [label, messageId]),
				[['Before compaction', 'g2']],
			);
			assert.deepEqual(shown(session).aside, ['user Three', 'assistant Third']);
			const said = pathOf(session).map(({ role, content }) => [role, content]);
			assert.deepEqual(
				said.map(([, content]) => content),
				[
					'One',
					'First',
					'Two',
					'Second',
					'<state_snapshot>short</state_snapshot>',
					'Got it.',
					'Three, better',
				],
			);
			assert.deepEqual([said[4]?.[0], pathOf(session)[4]?.metadata['compaction']], ['system', true]);
		});

	for (const [taken, path] of [
		['k1', ['user One', 'assistant First', 'user Anew']],
		['k2', ['user One', 'assistant First', 'user Two, better', 'user Anew']],
		['s1', ['user Anew']],
		['s2', [...['One', 'First', 'Two, better', 'Second'].map(said), `system ${short}`, 'user Anew']],
	] as const)
		it(`takes back what a compression kept, wrote or stands on, from ${taken} on`, async () => {
			const session = await logged(
				...[user('u1', 'One'), model('g1', 'First'), user('u2', 'Two'), model('g2', 'Second')],
				user('u2', 'Two, better'),
				...[user('s1', short), model('s2', 'Got it.')],
				...[user('k1', 'Two, better'), model('k2', 'Second'), user('s1', short)],
				{ $patch: { removeIds: ['u1', 'g1', 'u2', 'g2'] } },
				{ $rewindTo: taken },
				user('u3', 'Anew'),
			);
			assert.deepEqual(shown(session).path, path);
			assert.equal(session.messages.length, 7);
			assert.equal(session.snapshots.length, 1);
		});

	it('takes a patch without a summary for a rewind, and one of what is gone for nothing', async () => {
		const before = [user('u1', 'One'), model('g1', 'First'), user('u2', 'Two'), model('g2', 'Second')];
		const patch = { $patch: { removeIds: ['u2', 'g2'] } };
		const session = await logged(...before, patch, user('u3', 'Three'), patch);
		assert.deepEqual(shown(session), {
			path: ['user One', 'assistant First', 'user Three'],
			aside: ['user Two', 'assistant Second'],
		});
	});

	for (const [what, history, marked] of [
		['everything', [user('x', 'Of numbers'), model('y', 'Got it.')], ['x']],
		[
			'the middle, in its own words',
			[user('u1', 'One'), user('x', 'Of numbers'), model('g2', 'Second')],
			['x'],
		],
		['all after a context', [user('c', '<session_context>a</session_context>'), user('x', short)], ['x']],
		['nothing, as a new prompt came instead', [user('u1', 'One'), user('x', 'Other')], []],
	] as const)
		it(`marks what a history stands for that replaces ${what}`, async () => {
			const session = await logged(
				...[user('u1', 'One'), model('g1', 'First'), user('u2', 'Two'), model('g2', 'Second')],
				{ $set: { messages: history } },
				user('u3', 'Three'),
			);
			const marks = session.messages.flatMap((each) =>
				unpacked(each).metadata['compaction'] === true ? [each.id] : [],
			);
			assert.deepEqual(marks, marked);
			assert.equal(session.snapshots.length, marked.length);
			assert.equal(shown(session).path.at(-1), 'user Three');
			assert.equal(shown(session).aside.length, marked.length === 0 ? 3 : 0);
		});
});
