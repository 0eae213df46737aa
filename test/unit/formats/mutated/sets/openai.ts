import type { Json, JsonObject } from '../../../../../src/store/model.js';
import type { FixtureSet } from '../fixtureSet.js';

const user = (content: Json, more: JsonObject = {}): JsonObject => ({ role: 'user', content, ...more });
const answer = (content: Json, more: JsonObject = {}): JsonObject => ({
	role: 'assistant',
	content,
	...more,
});
const call = (id: string, name: string): Json => ({
	id,
	type: 'function',
	function: { name, arguments: '{}' },
});

const talk: Json[] = [
	{ role: 'developer', content: 'Be short' },
	user(
		[
			{ type: 'text', text: 'Look at the sea' },
			{ type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
			{ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,QUJD' } },
			{ type: 'input_audio', input_audio: { format: 'wav' } },
		],
		{ name: 'ann' },
	),
	answer(null, { tool_calls: [call('a', 'ls'), call('b', 'cat')], reasoning_content: 'Hm.' }),
	{ role: 'tool', tool_call_id: 'b', content: 'meow' },
	{ role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'files' }] },
	answer('And', { function_call: { name: 'ls', arguments: { path: '/' } } }),
	{ role: 'function', name: 'ls', content: 'bin' },
	answer('Blue.', { weight: 0, usage: { total_tokens: 5 }, model: 'm', refusal: null }),
];
const blocks: Json[] = [
	user('Look'),
	answer([
		{ type: 'thinking', thinking: 'Hm.', signature: 's' },
		{ type: 'tool_use', id: 't1', name: 'ls', input: { path: '/' } },
	]),
	user([
		{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'bin' }], is_error: true },
		{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'QUJD' } },
		{ type: 'text', text: 'Go on' },
	]),
];

export const openaiSets: readonly FixtureSet[] = [
	{
		'a.jsonl': [
			{ messages: talk, tools: [{ type: 'function' }] },
			{ messages: blocks, title: 'Look', model: 'gpt-x', id: 'y', system: 'Be kind' },
			{ messages: talk },
			{ messages: [...talk, user('On')] },
		],
	},
	{
		'batch.jsonl': [
			{ custom_id: 'r', body: { model: 'm', messages: talk } },
			{
				custom_id: 'r',
				response: { body: { choices: [{ message: answer('A') }, { message: answer('B') }] } },
			},
			{
				input: { messages: [user('Q')] },
				preferred_output: [answer('A')],
				non_preferred_output: [answer('B')],
			},
		],
	},
	{
		'list.json': [{ messages: talk }, { messages: blocks }],
		'bare.json': blocks,
		'rows.jsonl': [talk, blocks],
	},
];
