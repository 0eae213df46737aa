import { strict as assert } from 'node:assert';
import { stringAt } from '../../../src/formats/pick.js';
import type { JsonObject, Message } from '../../../src/store/model.js';
import { assistant, call, folder, text, user } from './clineTasks.js';
import { pathOf, readAll, said } from './importing.js';

describe('Cline: what a person said', () => {
	const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };

	async function read(...history: readonly JsonObject[]): Promise<readonly Message[]> {
		const { sessions } = await readAll({ [`${folder}/api_conversation_history.json`]: history });
		return sessions.flatMap(pathOf);
	}

	/** What follows a call of a tool, of which a result is told in a text with a heading, or in a block. */
	async function after(tool: string, ...blocks: readonly JsonObject[]): Promise<readonly string[]> {
		const path = await read(
			user(text('<task>Go</task>')),
			assistant(call('t1', tool, {})),
			user(...blocks),
			assistant(text('On.')),
		);
		return path.slice(2, -1).map(said);
	}

	function result(content: string | readonly JsonObject[]): JsonObject {
		return { type: 'tool_result', tool_use_id: 't1', content };
	}

	const own: readonly (readonly [string, string])[] = [
		['a list to keep', '\n# task_progress RECOMMENDED\n\nWhen starting a new task'],
		['a list to keep in a plan', '# Todo List (Optional - Plan Mode)'],
		['a list that may be kept', '\n# task_progress List (Optional - Plan Mode)\n'],
		['a list that is missing', "# TODO LIST \n\n\nYou've made 12 API requests without a todo list."],
		['a list that is done', '\n\n**All 3 items have been completed!**\n'],
		['a list to write', '\n\t\t# TODO LIST UPDATE REQUIRED - You MUST include it'],
		['an answer without a tool', '[ERROR] You did not use a tool in your previous response!'],
		['a task that goes on', '[TASK RESUMPTION] This task was interrupted just now.'],
	];
	for (const [what, words] of own)
		it(`is not what Cline says of ${what}`, async () => {
			const [, alone, beside] = await read(
				user(text('<task>Go</task>')),
				user(text(words)),
				user(text('<feedback>Why?</feedback>'), text(words)),
			);
			assert.deepEqual(
				[alone, beside].map((each) => each && [said(each), stringAt(each.metadata['cline'], 'environment')]),
				[
					['system ', words.trim()],
					['user Why?', words.trim()],
				],
			);
		});

	for (const words of [
		'# Todo list\n- Sing',
		'New message for Bob: sing',
		'The user sings.',
		'# task_progress',
	])
		it(`may begin like Cline's own words: ${JSON.stringify(words)}`, async () => {
			assert.deepEqual((await read(user(text(words)))).map(said), [`user ${words}`]);
		});

	it('is found in what Cline tells when a task goes on', async () => {
		const path = await read(
			user(text('<task>Go</task>')),
			user(
				text(
					'[TASK RESUMPTION] Interrupted.\n\nNew instructions for task continuation:\n' +
						'<user_message>\nPlease\n</user_message>\n\n<file_content path="a.ts">\nlet a;\n</file_content>',
				),
			),
			user(
				text('[TASK RESUMPTION] Interrupted.'),
				text('New message to respond to with plan_mode_respond tool:\n<user_message>\nWhy?\n</user_message>'),
			),
		);
		assert.deepEqual(path.slice(1).map(said), ['user <text>Please <file>let a;', 'user Why?']);
	});

	it('is told from what it mentions, and from what a slash command tells the model', async () => {
		const mention = '<file_content path="a.ts">\nlet a;\n</file_content>';
		const path = await read(
			user(text(`<task>\nFix 'a.ts'\n</task>\n\n${mention}`)),
			user(
				text(
					'<explicit_instructions type="condense">\nCompact.\n</explicit_instructions>\n<feedback>\nDo\n</feedback>',
				),
			),
			user(text('<feedback>See</feedback>'), text(`Files attached by the user:\n\n${mention}`)),
			user(text(`<feedback>See</feedback>\n\nFiles attached by the user:\n\n${mention}`)),
		);
		assert.deepEqual(
			path.map(({ role, content }) => ({ role, content })),
			[
				{
					role: 'user',
					content: [
						{ type: 'text', text: "Fix 'a.ts'" },
						{ type: 'file', name: 'a.ts', text: 'let a;' },
					],
				},
				{ role: 'user', content: 'Do' },
				...[1, 2].map(() => ({
					role: 'user',
					content: [
						{ type: 'text', text: 'See' },
						{ type: 'file', name: 'a.ts', text: 'let a;' },
					],
				})),
			],
		);
	});

	const feedback = '<feedback>\nAdd tests\n</feedback>';
	const told = 'The user has provided feedback on the results. Consider it.';
	const switched = '[The user has switched to ACT MODE.]\n\nThe user also provided the following message:';
	const denied = 'The user denied this operation and provided the following feedback:';
	const more = 'The user provided the following feedback:';
	const results: readonly (readonly [string, string, string, string])[] = [
		['a completion', 'attempt_completion', `${told}\n${feedback}`, told],
		['a completion, alone', 'attempt_completion', '<user_message>\nAdd tests\n</user_message>', ''],
		['a question', 'ask_followup_question', '<answer>\nAdd tests\n</answer>', ''],
		['a plan', 'plan_mode_respond', `${switched}\n<user_message>\nAdd tests\n</user_message>`, switched],
		['a call that was denied', 'write_to_file', `${denied}\n${feedback}`, denied],
		['a command that runs', 'execute_command', `Output:\n1\n\n${more}\n${feedback}`, `Output:\n1\n\n${more}`],
		['Roo, denied', 'write_to_file', '{"status":"denied","feedback":"Add tests"}', 'denied'],
		[
			'Roo, approved',
			'read_file',
			'{"status":"approved","message":"Approved","feedback":"Add tests"}\n\nlet a;',
			'Approved\n\nlet a;',
		],
	];
	for (const [what, tool, content, left] of results)
		it(`is taken out of the result of ${what}`, async () => {
			const expected = [`tool #t1 ${left}`, 'user Add tests'];
			assert.deepEqual(
				{
					heading: await after(tool, text(`[${tool} for 'x'] Result:\n${content}`)),
					next: await after(tool, text(`[${tool} for 'x'] Result:`), text(content)),
					block: await after(tool, result(content)),
				},
				{ heading: expected, next: expected, block: expected },
			);
		});

	it('keeps the pictures and files that were added to it in a result', async () => {
		const blocks = [
			text(`${denied}\n${feedback}\n\n<file_content path="b.ts">\nlet b;\n</file_content>`),
			image,
			text('Files attached by the user:\n\n<file_content path="a.ts">\nlet a;\n</file_content>'),
		];
		assert.deepEqual(await after('x', result(blocks)), [
			`tool #t1 ${denied}`,
			'user <text>Add tests <file>let b; <image> <file>let a;',
		]);
		assert.deepEqual(await after('x', text('[x] Result:\nSeen.'), image), ['tool #t1 <text>Seen. <image>']);
	});

	it('is not what a file or a command says', async () => {
		const files = [
			'<feedback>x</feedback> and more',
			'  {"status":"ok"}',
			'{"status":"ok","feedback":"x","b":1}',
		];
		const manual = 'The user manual\n<answer>secret</answer>\nrest';
		const log = 'The user log says\n<feedback>buy milk</feedback>';
		assert.deepEqual(await after('execute_command', result(log)), [`tool #t1 ${log}`]);
		const read = [manual, ...files, `1\n${more}\n${feedback}`].map((file) => ['read_file', file] as const);
		for (const [tool, file] of [...read, ...files.map((file) => ['execute_command', file] as const)])
			assert.deepEqual(await after(tool, result(file)), [`tool #t1 ${file}`]);
	});

	it('is found beside results, and where it helps a model that erred', async () => {
		assert.deepEqual(await after('x', text('[x] Result:\nSaved.'), text(`${more}\n${feedback}`)), [
			'tool #t1 Saved.',
			'user Add tests',
		]);
		const trouble = 'You seem to be having trouble proceeding. The user has provided the following feedback:';
		assert.deepEqual((await read(user(text(`${trouble}\n${feedback}`)))).map(said), ['user Add tests']);
		const guidance = '{"status":"guidance","feedback":"Add tests"}';
		assert.deepEqual((await read(user(text(guidance)))).map(said), ['user Add tests']);
	});

	it('may come before the result that it was said of', async () => {
		const heading = text("[x for 'y'] Result:");
		const blocks = [heading, text(`The user approved this operation:\n${feedback}`), heading, text('Saved.')];
		assert.deepEqual(await after('x', ...blocks), [
			'tool #t1 The user approved this operation:\n\nSaved.',
			'user Add tests',
		]);
		const question = text('[ask_followup_question] Result:\n<answer>Add tests</answer>');
		const rest = text('[ask_followup_question] Result:\nSaved.');
		assert.deepEqual(await after('ask_followup_question', question, rest), [
			'tool #t1 Saved.',
			'user Add tests',
		]);
	});

	it('leaves a result empty that another heading, a picture or nothing follows', async () => {
		const path = await read(
			user(text('<task>Go</task>')),
			assistant(call('t1', 'x', {}), call('t2', 'y', {}), call('t3', 'z', {})),
			user(text('[x] Result:'), text("[y for 'b'] Result:"), image, text('[z] Result:')),
			assistant(text('On.')),
		);
		assert.deepEqual(path.slice(2, -1).map(said), ['tool #t1 ', 'tool #t2 <image>', 'tool #t3 ']);
	});

	it('is all of a prompt that speaks of users', async () => {
		const words = 'The user record looks so:\n<answer>42</answer>\nPlease make it 43.';
		assert.deepEqual((await read(user(text(words)))).map(said), [`user ${words}`]);
	});

	it('says nothing where it is empty', async () => {
		const path = await read(user(text('<task>Go</task>')), user(text('<feedback>\n\n</feedback>'), image));
		assert.deepEqual(path.map(said), ['user Go', 'user <image>']);
	});
});
