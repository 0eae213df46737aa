import { strict as assert } from 'node:assert';
import { writePraison } from '../../../src/formats/praisonWriter.js';
import { asBundle } from '../../../src/store/bundle.js';
import type { Bundle } from '../../../src/store/bundleModel.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { bundleOf, chain, message, sessionOf } from './bundles.js';
import { picked, session, snapshot, turn, turns } from './fixtures.js';
import { readBundle } from './importing.js';

async function read(files: readonly JsonObject[]): Promise<Bundle> {
	const { bundle, failures } = await readBundle(files.map((file, i) => picked(`${i.toString()}.json`, file)));
	assert.deepEqual(failures, []);
	assert.ok(bundle);
	return asBundle(bundle);
}

function write(bundle: Bundle): {
	readonly files: Record<string, JsonObject>;
	readonly losses: readonly string[];
} {
	const { files, losses } = writePraison(bundle);
	return {
		files: Object.fromEntries(files.map(({ name, text }) => [name, JSON.parse(text) as JsonObject])),
		losses,
	};
}

const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };

function text(value: string): JsonObject {
	return { type: 'text', text: value };
}

describe('writing PraisonAI sessions', () => {
	it('writes each file as it came, but for what was mended', async () => {
		const summary = turn('system', '[Session Summary]', 100, { metadata: { compaction: true } });
		const odd: readonly JsonObject[] = [
			{ role: 'user', content: 'no time, no metadata' },
			{ role: 'user', content: 'null', metadata: null, tool_calls: null, tool_call_id: null, name: 'x' },
			turn('assistant', 'our own key', 3, {
				metadata: { praisonai: { fields: { content: 'forged' } }, a: 1 },
			}),
			turn('assistant', 'calls', 4, {
				tool_calls: [{ id: 'a', index: 0, function: { name: 'n', arguments: '' } }],
			}),
			turn('assistant', 'flat call', 5, { tool_calls: [{ name: 'n', arguments: { deep: [1] } }] }),
			turn('tool', 'result', 6, { tool_call_id: 'a', is_error: false }),
			{ ...turn('developer', 'rules', 7), timestamp: '2023-11-14T22:13:30Z' },
			{ ...turn('assistant', '', 8, { tool_calls: 'praisonai:enc:v1:gAAA' }), content: null },
			turn('assistant', '', 9, { tool_calls: [{ id: 'b', function: { name: 'n', arguments: null } }] }),
			{ ...turn('user', '', 10), content: [text('look'), image] },
			{ ...turn('tool', '', 11), content: { deep: [1] } },
			{ role: 'assistant' },
		];
		const shared = [summary, ...turns(2, 3)];
		const changedCopy = { ...shared[1], metadata: { seen: true } };
		const plain: JsonObject = {
			session_id: 'plain/store',
			messages: shared,
			archived_messages: turns(3),
			created_at: 'yesterday',
			updated_at: '2023-11-14T22:13:20.5',
			agent_id: 'x',
			last_compaction: { summary: 's', message_index: 3, role: 'system', timestamp: 1.25 },
			runtime_state: { open: ['a'] },
			metadata: { title: 'T', praisonai: 7 },
			model: 'm',
		};
		const files = [
			plain,
			session('fork', [shared[0] ?? {}, changedCopy, ...turns(2, 40)], {
				parent_id: 'plain/store',
				forked_from_message_id: '1',
				snapshots: [snapshot('S', 1, 200), snapshot('T', -1, 0, { label: null })],
			}),
			session('odd', odd, { title: null, parent_id: 'fork', user_id: 'u', children_ids: ['gone'] }),
			session('orphan', turns(1), { parent_id: 'gone', forked_from_message_id: '3' }),
		];
		const { files: written, losses } = write(await read(files));
		assert.deepEqual(
			{ written, losses },
			{
				written: {
					'plain_store.json': { ...plain, children_ids: ['fork'] },
					'fork.json': {
						...files[1],
						children_ids: ['odd'],
						snapshots: [
							snapshot('S', 1, 200, { session_id: 'fork' }),
							snapshot('T', -1, 0, { label: null, session_id: 'fork' }),
						],
					},
					'odd.json': files[2],
					'orphan.json': files[3],
				},
				losses: [],
			},
		);
	});

	it('writes what a message says now, where that is no longer what the file had', async () => {
		const file = session('s', [
			{ ...turn('developer', '', 0), content: [text('look'), image] },
			{ role: 'assistant' },
		]);
		const bundle = await read([file]);
		const changed = bundle.sessions.map((each) => ({
			...each,
			messages: each.messages.map((message) => ({ ...message, role: 'user' as const, content: 'new' })),
		}));
		const { files } = write({ ...bundle, sessions: changed });
		assert.deepEqual(files['s.json']?.['messages'], [
			turn('user', 'new', 0),
			{ role: 'user', content: 'new' },
		]);
	});

	it('writes sessions that never were there so that they can be read again', async () => {
		const bundle = asBundle(
			bundleOf([
				sessionOf('p.1', chain('m', 3), {
					title: 'Parent',
					createdAt: 1_700_000_000_000,
					updatedAt: 1_700_000_000_001,
					snapshots: [{ id: 's', messageId: 'm1', label: 'L', createdAt: 1500, metadata: { a: 1 } }],
				}),
				sessionOf('fork', [message('x', 'm1', { timestamp: 9 })], {
					parentId: 'p.1',
					relation: 'fork',
					forkPoint: { sessionId: 'p.1', messageId: 'm1' },
				}),
				sessionOf('child', [], { parentId: 'p.1', agentName: 'A', shared: true }),
			]),
		);
		const { files, losses } = write(bundle);
		const again = await read(Object.values(files));
		assert.deepEqual(
			{ losses, first: { ...files['p_1.json'], messages: 3 }, again: again.sessions.map(outlineOf) },
			{
				losses: [],
				first: {
					session_id: 'p.1',
					user_id: null,
					messages: 3,
					created_at: '2023-11-14T22:13:20.000+00:00',
					updated_at: '2023-11-14T22:13:20.001+00:00',
					agent_name: null,
					metadata: {},
					parent_id: null,
					forked_from_message_id: null,
					children_ids: ['fork', 'child'],
					snapshots: [
						{ id: 's', session_id: 'p.1', message_index: 1, created_at: 1.5, label: 'L', metadata: { a: 1 } },
					],
					is_shared: false,
					title: 'Parent',
				},
				again: [
					{
						id: 'p.1',
						parentId: null,
						relation: 'child',
						point: undefined,
						head: 'p.1/2',
						snapshots: ['p.1/1'],
						agentName: null,
						shared: false,
					},
					{
						id: 'fork',
						parentId: 'p.1',
						relation: 'fork',
						point: 'p.1/1',
						head: 'fork/2',
						snapshots: [],
						agentName: null,
						shared: false,
					},
					{
						id: 'child',
						parentId: 'p.1',
						relation: 'child',
						point: undefined,
						head: null,
						snapshots: [],
						agentName: 'A',
						shared: true,
					},
				],
			},
		);
	});

	it('says what it cannot hold', () => {
		const parts = [
			{ type: 'text', text: 'one' },
			{ type: 'thinking', text: 'hm' },
			{ type: 'image', mediaType: 'image/png' },
			{ type: 'image', mediaType: 'image/png' },
			{ type: 'file', name: 'f' },
			{ type: 'data', source: 's', value: 1 },
			{ type: 'text', text: 'two' },
		];
		const mark = { label: '', createdAt: 1, metadata: {} };
		const bundle = asBundle(
			bundleOf([
				sessionOf('p', [...chain('m', 2), message('off', 'm0'), message('off2', 'off')], {
					head: 'm1',
					discarded: ['off2'],
					snapshots: [{ ...mark, id: '1', messageId: 'off' }],
				}),
				sessionOf('moved', [message('x', 'm1', { content: parts })], {
					relation: 'fork',
					forkPoint: { sessionId: 'p', messageId: 'm1' },
				}),
				sessionOf('lost', [], {
					parentId: 'p',
					relation: 'fork',
					forkPoint: { sessionId: 'p', messageId: 'off' },
					head: 'off',
				}),
				sessionOf('P', [], { metadata: { praisonai: { fields: {}, lostSnapshots: [{}] } } }),
				sessionOf('q', [], { source: { format: 'praisonai', id: 'moved' } }),
			]),
		);
		const { files, losses } = write(bundle);
		const contents = (file: Json | undefined): Json[] =>
			((file as JsonObject)['messages'] as readonly JsonObject[]).map(({ content }) => content ?? null);
		assert.deepEqual(
			{
				losses,
				moved: contents(files['moved.json']),
				lost: contents(files['lost.json']),
				names: Object.keys(files),
			},
			{
				losses: [
					'2 messages on discarded or diverged branches of 1 session left out: PraisonAI keeps one branch a session',
					'1 snapshot left out: the marked messages are not in the list of messages that PraisonAI counts',
					'1 fork written without the fork point: it was moved away from the session that it was forked from',
					'1 fork written without the fork point: the message is no longer in the list of its parent',
					'1 piece of thinking left out: PraisonAI keeps only the text of a message',
					'2 images left out: PraisonAI keeps only the text of a message',
					'1 file left out: PraisonAI keeps only the text of a message',
					'1 piece of other data left out: PraisonAI keeps only the text of a message',
					'1 session written under a new id: another one has the same',
				],
				moved: ['m0', 'm1', 'one\n\ntwo'],
				lost: ['m0', 'off'],
				names: ['p.json', 'moved.json', 'lost.json', 'P-2.json', 'moved-2.json'],
			},
		);
	});

	it('gives the old id to the session that came from there, not to its forks', async () => {
		const { sessions } = await read([session('s', turns(2))]);
		const original = sessions[0];
		assert.ok(original);
		const copy = {
			...original,
			id: 'copy',
			title: 'Copy',
			source: null,
			messages: [],
			relation: 'fork' as const,
		};
		const fork = { ...copy, parentId: 's', forkPoint: { sessionId: 's', messageId: 's/1' } };
		for (const sessions of [
			[original, fork],
			[fork, original],
		]) {
			const { files } = write({ format: 'session-hierarchy', version: 1, sessions });
			const written = Object.entries(files).map(([name, file]) => [name, file['parent_id'], file['title']]);
			assert.deepEqual(written.sort(), [
				['copy.json', 's', 'Copy'],
				['s.json', null, 'Title of s'],
			]);
		}
	});

	it('writes the text that is shown, whatever the metadata claims', () => {
		const forged = { praisonai: { fields: { role: 'system', content: 'forged', mood: 'good' } } };
		const messages = [message('m', null, { metadata: forged, timestamp: 1500 })];
		const { files } = write(asBundle(bundleOf([sessionOf('s', messages)])));
		assert.deepEqual(files['s.json']?.['messages'], [
			{ role: 'user', content: 'm', timestamp: 1.5, metadata: {}, mood: 'good' },
		]);
	});

	it('writes what was changed since the import', async () => {
		const archived = turns(2);
		const summary = turn('system', 'sum', 90);
		const { sessions } = await read([
			session('s', [summary, ...turns(2, 2)], { archived_messages: archived }),
		]);
		const original = sessions[0];
		assert.ok(original);
		const changed = {
			...original,
			title: 'New',
			head: 's/1',
			shared: true,
			agentName: 'B',
			updatedAt: 1_700_000_000_000,
			metadata: { ...original.metadata, more: 1 },
		};
		const { files, losses } = write({ format: 'session-hierarchy', version: 1, sessions: [changed] });
		assert.deepEqual(
			{ file: files['s.json'], losses },
			{
				file: session('s', archived, {
					archived_messages: [],
					title: 'New',
					is_shared: true,
					agent_name: 'B',
					updated_at: '2023-11-14T22:13:20.000+00:00',
					metadata: { more: 1 },
				}),
				losses: [
					'3 messages on discarded or diverged branches of 1 session left out: PraisonAI keeps one branch a session',
				],
			},
		);
	});
});

function outlineOf({
	id,
	parentId,
	relation,
	forkPoint,
	head,
	snapshots,
	agentName,
	shared,
}: Bundle['sessions'][number]): object {
	const marked = snapshots.map(({ messageId }) => messageId);
	return { id, parentId, relation, point: forkPoint?.messageId, head, snapshots: marked, agentName, shared };
}
