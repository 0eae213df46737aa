import { strict as assert } from 'node:assert';
import { historyTurns } from '../../../src/formats/clineHistory.js';
import type { JsonObject, Message } from '../../../src/store/model.js';
import { assistant, call, folder, text, user } from './clineTasks.js';
import { pathOf, readAll, said } from './importing.js';

describe('Cline: calls that are tags in a text', () => {
	async function read(...history: readonly JsonObject[]): Promise<readonly Message[]> {
		const { sessions } = await readAll({
			[`${folder}/api_conversation_history.json`]: [user(text('<task>\nGo\n</task>')), ...history],
		});
		return sessions.flatMap(pathOf).slice(1);
	}

	it('are calls, with their results and without the tags', async () => {
		const path = await read(
			assistant(
				text(
					'<thinking>\nI need it.\n</thinking>\n\nI read it.\n\n<read_file>\n<path>a.ts</path>\n</read_file>\n' +
						'<write_to_file><path>b.html</path><content>\n<path>x</path></content>y\n</content>' +
						'<line_count>2</line_count></write_to_file>',
				),
			),
			user(
				text("[read_file for 'a.ts'] Result:"),
				text('let a;'),
				text("[write_to_file for 'b.html'] Result:\nSaved."),
			),
			assistant(text('<attempt_completion>\n<result>\nAll fine.\n</result>\n</attempt_completion>')),
		);
		assert.deepEqual(
			{ said: path.map(said), calls: path.flatMap(({ toolCalls }) => toolCalls ?? []) },
			{
				said: [
					'assistant <thinking>I need it. <text>I read it. read_file()#1.0.0 write_to_file()#1.0.1',
					'tool #1.0.0 let a;',
					'tool #1.0.1 Saved.',
					'assistant  attempt_completion()#3.0.0',
				],
				calls: [
					{ id: '1.0.0', name: 'read_file', arguments: '{"path":"a.ts"}' },
					{
						id: '1.0.1',
						name: 'write_to_file',
						arguments: JSON.stringify({
							path: 'b.html',
							content: '<path>x</path></content>y',
							line_count: '2',
						}),
					},
					{ id: '3.0.0', name: 'attempt_completion', arguments: '{"result":"All fine."}' },
				],
			},
		);
	});

	it('have ids of their own in each text of an answer', async () => {
		const list = text('<list_files><path>.</path></list_files>');
		assert.deepEqual((await read(assistant(list, list))).map(said), [
			'assistant  list_files()#1.0.0 list_files()#1.1.0',
		]);
	});

	it('are words where any answer calls in the newer way, unless a text tells what came of them', async () => {
		const words = 'As <list_files><path>.</path></list_files> did.';
		const tagged = '<list_files><path>b</path></list_files>';
		const path = await read(
			assistant(text(words)),
			assistant(text(tagged)),
			user(text("[list_files for 'b'] Result:\nNone.")),
			assistant(call('t1', 'x', {})),
		);
		assert.deepEqual(path.map(said), [
			`assistant ${words}`,
			'assistant  list_files()#2.0.0',
			'tool #2.0.0 None.',
			'assistant  x()#t1',
		]);
	});

	const how = 'Write `<read_file>` like this: <read_file>the path</read_file> and then wait.';
	const texts: readonly (readonly [string, string, string])[] = [
		['leave a text as it is that has none', '  a\n<b>c</b>\n', '  a\n<b>c</b>\n'],
		['need an end', 'Use <read_file> so.', 'Use <read_file> so.'],
		['hold nothing but parameters', how, how],
		[
			'are found behind words',
			'I use <new_rule>: <new_rule><a>b</a></new_rule>',
			'I use <new_rule>: new_rule()#1.0.0',
		],
		[
			'are none in a thought',
			'<thinking>Or <list_files><path>.</path></list_files>?</thinking>No.',
			'<thinking>Or <list_files><path>.</path></list_files>? <text>No.',
		],
		[
			'may hold a thought in what they write',
			'<new_rule><content><thinking>x</thinking></content></new_rule>',
			' new_rule()#1.0.0',
		],
	];
	for (const [what, words, expected] of texts)
		it(what, async () => {
			assert.deepEqual((await read(assistant(text(words)))).map(said), [`assistant ${expected}`]);
		});

	it('are words in an answer that calls in the newer way', async () => {
		const words = 'As <list_files><path>.</path></list_files> did.';
		assert.deepEqual((await read(assistant(text(words), call('t1', 'x', {})))).map(said), [
			`assistant ${words} x()#t1`,
		]);
	});

	// What takes quadratic time takes minutes.
	for (const tag of [
		'<read_file>',
		'<thinking>',
		'<explicit_instructions>',
		'<file_content path="a">',
		'<user_message>',
		'The user provided:\n<feedback>',
		'<read_file>a</read_file>',
	])
		it(`take linear time where nothing closes ${JSON.stringify(tag)}`, () => {
			const open = tag.repeat(1_000_000 / tag.length);
			const turns = [
				[assistant(text(open), text(`<write_to_file>${open}<content>${open}</write_to_file>`))],
				[
					assistant(call('t1', 'ask_followup_question', {})),
					user(text(open), { type: 'tool_result', tool_use_id: 't1', content: open }),
					user(text(`[TASK RESUMPTION] ${open}`), text(`<feedback>${open}`), text(`The user ${open}`)),
				],
			].flatMap((each) => historyTurns(each));
			assert.equal(turns.length, 5);
		}).timeout(10_000);
});
