import { strict as assert } from 'node:assert';
import type { Json } from '../../../src/store/model.js';
import { at, call, logged, model, short, user } from './geminiRecords.js';
import { pathOf, shown } from './importing.js';

describe('Gemini CLI: what a log takes back or says again', () => {
	it('takes a message that is written again as the same message', async () => {
		const session = await logged(
			user('u1', 'Hello'),
			model('g1', ''),
			{ $set: { lastUpdated: at(5) } },
			model('g1', 'Hi', { toolCalls: [call('c1', 'one')] }),
			model('g2', 'Bye'),
			user('u1', 'Hello there'),
		);
		assert.deepEqual(shown(session), {
			path: ['user Hello there', 'assistant Hi read()#c1', 'tool #c1 one', 'assistant Bye'],
			aside: [],
		});
	});

	it('keeps what was rewound as a branch', async () => {
		const session = await logged(
			user('u1', 'One'),
			model('g1', 'First'),
			user('u2', 'Two'),
			model('g2', 'Second'),
			{ $rewindTo: 'u2' },
			user('u3', 'Two, better'),
			{ $set: { summary: 'Counting' } },
		);
		assert.deepEqual(
			[session.title, shown(session)],
			[
				'Counting',
				{
					path: ['user One', 'assistant First', 'user Two, better'],
					aside: ['user Two', 'assistant Second'],
				},
			],
		);
	});

	it('takes back everything for an id that is not known, and an id that comes again as another message', async () => {
		const session = await logged(
			user('u1', 'One'),
			model('g1', 'First'),
			{ $rewindTo: 'nobody' },
			user('u1', 'Anew'),
		);
		assert.deepEqual(shown(session), { path: ['user Anew'], aside: ['user One', 'assistant First'] });
	});

	it('shows results once that are written beside their calls and as a message of their own', async () => {
		const result = (id: string, output: string): Json => ({
			...user(`m-${id}`, ''),
			content: [{ functionResponse: { id, name: 'read', response: { output } } }],
		});
		const open = { status: 'executing', result: null };
		const session = await logged(
			user('u1', 'Read both'),
			model('g1', '', { toolCalls: [call('c1', 'one')] }),
			result('c1', 'one'),
			model('g2', '', { toolCalls: [call('c2', '', open)] }),
			result('c2', 'two'),
			model('g2', '', { toolCalls: [call('c2', 'two')] }),
			result('c1', 'one'),
			model('g3', 'Done'),
			user('u2', 'Thanks'),
			{ $rewindTo: 'u2' },
		);
		assert.deepEqual(shown(session).path, [
			'user Read both',
			'assistant  read()#c1',
			'tool #c1 one',
			'assistant  read()#c2',
			'tool #c2 two',
			'assistant Done',
		]);
	});

	it('keeps a result whose call is not there, once, and goes back to results that are only said again', async () => {
		const result = (id: string, of: string): Json => ({
			...user(id, ''),
			content: [{ functionResponse: { id: of, name: 'read', response: { output: of } } }],
		});
		const session = await logged(
			user('u1', 'Read'),
			result('r0', 'unknown'),
			model('g1', '', { toolCalls: [call('c1', 'one')] }),
			model('g2', 'And?'),
			result('r1', 'c1'),
			user('u2', 'More'),
			{ $rewindTo: 'r1' },
			user('u3', 'Enough'),
		);
		assert.deepEqual(shown(session), {
			path: [
				'user Read',
				'tool #unknown unknown',
				'assistant  read()#c1',
				'tool #c1 one',
				'assistant And?',
				'user Enough',
			],
			aside: ['user More'],
		});
	});

	it('does not take other calls for the same because nothing was said beside them', async () => {
		const session = await logged(user('u1', 'Go'), model('g1', '', { toolCalls: [call('c1', 'one')] }), {
			$set: { messages: [user('n1', 'Go'), model('n2', '', { toolCalls: [call('c2', 'two')] })] },
		});
		assert.ok(shown(session).path.includes('tool #c2 two'));
	});

	it('prefers a result beside its call to what a message says of it', async () => {
		const session = await logged(
			user('u1', 'Go'),
			model('g1', '', { toolCalls: [call('c1', 'whole')] }),
			{
				...user('r1', ''),
				content: [{ functionResponse: { id: 'c1', name: 'read', response: { output: '[masked]' } } }],
			},
			model('g1', 'So', { toolCalls: [call('c1', 'whole')] }),
		);
		assert.deepEqual(shown(session).path, ['user Go', 'assistant So read()#c1', 'tool #c1 whole']);
	});

	it('does not take for a context, a summary or a file what the model says', async () => {
		const context = "Here is the user's editor context as a JSON object. This is for your information only.";
		const files = '--- Content from referenced files ---\nContent from @a.ts:\nx';
		const session = await logged(
			user('u1', 'What do you get?'),
			...[context, short, files].map((text, i) => model(`g${i}`, text)),
			model('g4', 'For the model', { displayContent: 'For the person' }),
			model('g5', 'For both', { displayContent: [{ text: 'For both' }] }),
		);
		assert.deepEqual(shown(session).path, [
			'user What do you get?',
			...[context, short, files, 'For the model', 'For both'].map((text) => `assistant ${text}`),
		]);
		assert.equal(session.snapshots.length, 0);
		assert.deepEqual(
			pathOf(session).flatMap(({ metadata }) => metadata['gemini'] ?? []),
			[{ displayContent: 'For the person' }],
		);
	});

	it('does not take for a prompt what an editor or a hook says', async () => {
		const context =
			"Here is the user's editor context as a JSON object. This is for your information only.\n{}";
		const session = await logged(
			user('e', context),
			user('h', '<hook_context>x</hook_context>'),
			user('u1', 'Go'),
		);
		assert.deepEqual(
			[session.title, pathOf(session).map(({ role }) => role)],
			['Go', ['system', 'system', 'user']],
		);
	});

	it('keeps results that name no call, and such as stand alone', async () => {
		const result = (id: string, content: Json): Json => ({ ...user(id, ''), content });
		const calling = { ...model('g1', ''), content: [{ functionCall: { name: 'ls', args: {} } }] };
		const nameless = await logged(
			user('u1', 'List'),
			calling,
			result('r1', [{ functionResponse: { name: 'ls', response: { output: 'a' } } }]),
		);
		const single = await logged(
			user('u1', 'Read'),
			model('g1', '', { toolCalls: [call('k1', '', { status: 'executing', result: null })] }),
			result('r1', { functionResponse: { id: 'k1', name: 'read', response: { output: 'b' } } }),
		);
		assert.deepEqual(
			[nameless, single].map((session) => shown(session).path.slice(1)),
			[
				['assistant  ls()#', 'tool # a'],
				['assistant  read()#k1', 'tool #k1 b'],
			],
		);
	});

	it('takes the same words said again for new, and a question about its own tags for a question', async () => {
		const before = [user('u1', 'continue'), model('g1', 'Done.')];
		const session = await logged(...before, {
			$set: { messages: [...before, user('u2', 'continue'), model('g2', 'Done.')] },
		});
		const asking = await logged(user('u1', 'Why does a <state_snapshot> tag stand here?'));
		assert.deepEqual(
			[shown(session).path.length, shown(asking).path, asking.snapshots],
			[4, ['user Why does a <state_snapshot> tag stand here?'], []],
		);
	});
});
