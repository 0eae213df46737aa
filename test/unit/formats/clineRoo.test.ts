import { strict as assert } from 'node:assert';
import type { JsonObject } from '../../../src/store/model.js';
import { assistant, call, shown, started, text, user } from './clineTasks.js';
import { about, pathOf, readAll, said } from './importing.js';

describe('Roo', () => {
	const [parent, child] = ['0199a000-0000-7000-8000-000000000001', '0199a000-0000-7000-8000-000000000002'];

	function item(id: string, task: string, more: JsonObject = {}): JsonObject {
		return {
			id,
			number: 1,
			ts: started,
			task,
			tokensIn: 3,
			tokensOut: 4,
			totalCost: 0.5,
			workspace: '/w',
			...more,
		};
	}

	function talk(prompt: string): readonly JsonObject[] {
		return [user(text(`<user_message>\n${prompt}\n</user_message>`)), assistant(text('Done.'))];
	}

	function at(ts: number, entry: JsonObject): JsonObject {
		return { ...entry, ts: started + ts };
	}

	const history = `tasks/${parent}/api_conversation_history.json`;

	async function read(...entries: readonly JsonObject[]) {
		const { sessions } = await readAll({ [history]: entries });
		const [session] = sessions;
		assert.ok(session);
		return session;
	}

	it('puts a task below the one that gave it, with its title and folder', async () => {
		const files = {
			[`tasks/${child}/api_conversation_history.json`]: talk('Write the cart'),
			[`tasks/${parent}/api_conversation_history.json`]: talk('Build'),
		};
		const items = [
			item(parent, 'Build the shop', { childIds: [child] }),
			item(child, 'The cart', { parentTaskId: parent, rootTaskId: parent, mode: 'code' }),
		];
		const tree = [
			[parent, 'Build the shop', null, '/w', { childIds: [child] }],
			[child, 'The cart', parent, '/w', { mode: 'code', rootTaskId: parent }],
		];
		for (const told of [
			{ 'tasks/_index.json': { version: 1, updatedAt: started, entries: items } },
			Object.fromEntries(
				items.map((each, i) => [`tasks/${[parent, child][i] ?? ''}/history_item.json`, each]),
			),
		]) {
			const { sessions, warnings, skipped } = await readAll({ ...files, ...told });
			const common = { number: 1, tokensIn: 3, tokensOut: 4, totalCost: 0.5 };
			assert.deepEqual(
				{
					warnings,
					skipped,
					tree: sessions.map(({ source, title, parent: above, metadata }) => {
						const { cwd, cline } = metadata;
						return [source.id, title, above?.id ?? null, cwd, cline];
					}),
				},
				{
					warnings: [],
					skipped: [],
					tree: tree.map(([...fields]) => [...fields.slice(0, 4), { ...common, ...(fields[4] as object) }]),
				},
			);
		}
	});

	it('makes a root of a task whose parents lead back to it, and of its own parent', async () => {
		const { sessions, warnings } = await readAll({
			...Object.fromEntries(
				[parent, child, 'own'].map((id) => [`tasks/${id}/api_conversation_history.json`, talk(id)]),
			),
			'tasks/_index.json': {
				entries: [
					item(parent, 'A', { parentTaskId: child }),
					item(child, 'B', { parentTaskId: parent }),
					item('own', 'C', { parentTaskId: 'own' }),
				],
			},
		});
		assert.deepEqual(
			[sessions.map(({ title, parent: above }) => [title, above?.id ?? null]), warnings.length],
			[
				[
					['B', null],
					['A', child],
					['C', null],
				],
				1,
			],
		);
	});

	it('calls a task by the prompt that is shown first, not by an answer', async () => {
		const answer = shown(2, 'say', 'text', { text: 'I begin.' });
		const titles = [];
		for (const messages of [
			[shown(1, 'say', 'text', { text: 'Shown' }), answer],
			[shown(1, 'say', 'api_req_started', { text: '{}' }), answer],
		]) {
			const { sessions } = await readAll({
				[history]: talk('Written'),
				[`tasks/${parent}/ui_messages.json`]: messages,
			});
			titles.push(...sessions.map(({ title }) => title));
		}
		assert.deepEqual(titles, ['Shown', 'Written']);
	});

	const summary = {
		role: 'user',
		content: [text('## Summary\nWe sang.')],
		isSummary: true,
		condenseId: 'x',
	};

	it('tells a summary of what came before as no person, and marks where it was made', async () => {
		const session = await read(
			at(0, user(text('<task>Sing</task>'))),
			at(1, assistant(text('La'), call('t1', 'x', {}))),
			at(9, { ...summary, role: 'assistant', content: [...summary.content, call('t1', 'x', {})] }),
			at(2, user({ type: 'tool_result', tool_use_id: 't1', content: 'ok' })),
			at(10, summary),
			at(11, assistant(text('Lo'))),
		);
		const path = pathOf(session);
		assert.deepEqual(
			{
				said: path.map(said),
				about: about(path[4]),
				snapshots: session.snapshots.map(({ messageId, label, createdAt }) => [
					path.findIndex(({ id }) => id === messageId),
					label,
					createdAt - started,
				]),
			},
			{
				said: [
					'user Sing',
					'assistant La x()#t1',
					'system ## Summary\nWe sang.',
					'tool #t1 ok',
					'system ## Summary\nWe sang.',
					'assistant Lo',
				],
				about: { compaction: true, cline: { condenseId: 'x' } },
				snapshots: [
					[1, 'Before compaction', 9],
					[3, 'Before compaction', 10],
				],
			},
		);
	});

	it('names all the same when a context is cut in the middle later', async () => {
		const before = [
			user(text('<task>Sing</task>')),
			assistant(text('<list_files><path>.</path></list_files>')),
			user(text('[list_files] Result:\na')),
			assistant(text('<list_files><path>a</path></list_files>')),
			user(text('[list_files] Result:\nb')),
		];
		const marker = {
			role: 'user',
			content: '[2 messages hidden]',
			isTruncationMarker: true,
			truncationId: 't',
		};
		const after = [...before.slice(0, 3), marker, ...before.slice(3)];
		assert.deepEqual((await read(...after)).messages, (await read(...before)).messages);
	});

	it('gives an answer the thoughts that stand before it or in it', async () => {
		const thoughts = (...texts: readonly string[]) =>
			texts.map((each) => ({ type: 'summary_text', text: each }));
		const path = pathOf(
			await read(
				user(text('<task>Sing</task>')),
				{ type: 'reasoning', summary: thoughts('One.', 'Two.'), encrypted_content: 'x' },
				{ type: 'reasoning', text: 'Three.' },
				assistant(
					{ type: 'reasoning', text: 'Four.', summary: [] },
					{ type: 'reasoning', summary: thoughts('Five.') },
					text('La'),
				),
				user(text('<feedback>More</feedback>')),
				{ ...assistant(text('Lo')), reasoning_details: [{ type: 'reasoning.text', text: 'Six.' }] },
			),
		);
		assert.deepEqual(path.map(said), [
			'user Sing',
			'assistant <thinking>One. <thinking>Two. <thinking>Three. <thinking>Four. <thinking>Five. <text>La',
			'user More',
			'assistant <thinking>Six. <text>Lo',
		]);
	});

	it('shows thoughts that no answer follows where they were', async () => {
		const thought = (text: string): JsonObject => ({ type: 'reasoning', text, summary: [] });
		const path = pathOf(
			await read(
				user(text('<task>Sing</task>')),
				thought('One.'),
				user(text('<feedback>More</feedback>')),
				assistant(text('La')),
				user(text('<feedback>Again</feedback>')),
				thought('Two.'),
			),
		);
		assert.deepEqual(path.map(said), [
			'user Sing',
			'assistant <thinking>One.',
			'user More',
			'assistant La',
			'user Again',
			'assistant <thinking>Two.',
		]);
	});

	const requests = [10, 20, 30, 50].map((ts) =>
		shown(ts, 'say', 'api_req_started', { text: JSON.stringify({ cost: ts }) }),
	);

	async function costs(...entries: readonly JsonObject[]): Promise<readonly unknown[]> {
		const { sessions } = await readAll({
			[history]: entries,
			[`tasks/${parent}/ui_messages.json`]: [shown(1, 'say', 'text', { text: 'Sing' }), ...requests],
		});
		return sessions
			.flatMap(pathOf)
			.flatMap(({ role, metadata }) => (role === 'assistant' ? [metadata['cost']] : []));
	}

	it('tells by times what an answer cost, the last of requests that were made again', async () => {
		assert.deepEqual(
			await costs(
				at(11, user(text('<task>Sing</task>'))),
				at(15, assistant(text('La'))),
				at(21, user(text('<feedback>More</feedback>'))),
				at(40, assistant(text('Lo'))),
				at(45, assistant(text('Li'))),
				at(51, user(text('<feedback>More</feedback>'))),
				at(60, assistant(text('Lu'))),
			),
			[10, 30, undefined, 50],
		);
	});

	it('tells by the order what an answer cost, where times are missing, whatever stands between', async () => {
		assert.deepEqual(
			await costs(
				user(text('<task>Sing</task>')),
				{ type: 'reasoning', summary: [{ text: 'Hm.' }] },
				assistant(text('La')),
				summary,
				user(text('<feedback>More</feedback>')),
				assistant(text('Lo')),
			),
			[10, 20],
		);
	});
});
