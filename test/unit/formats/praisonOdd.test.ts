import { strict as assert } from 'node:assert';
import { picked, session, turn } from './fixtures.js';
import { readBundle, said } from './importing.js';

describe('reading PraisonAI messages', () => {
	it('takes them in other shapes too, and says what is encrypted', async () => {
		const call = { id: 'c', function: { name: 'ls', arguments: null } };
		const { bundle, warnings } = await readBundle([
			picked(
				'one.json',
				session(
					's',
					[
						{ ...turn('developer', 'rules', 0), timestamp: '2023-11-14T22:13:20Z' },
						{
							...turn('user', '', 1),
							content: [
								{ type: 'text', text: 'look' },
								{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
							],
						},
						{ ...turn('assistant', '', 2, { tool_calls: [call] }), content: null },
						{ ...turn('tool', '', 3, { tool_call_id: 'c' }), content: { files: ['a'] } },
						{ role: 'assistant', timestamp: null },
						turn('assistant', 'Done', 5, { tool_calls: 'praisonai:enc:v1:gAAA' }),
					],
					{ title: null },
				),
			),
		]);
		const [read] = bundle?.sessions ?? [];
		assert.deepEqual(
			{
				title: read?.title,
				said: read?.messages.map(said),
				first: read?.messages[0]?.timestamp,
				image: read?.messages[1]?.content[1],
				call: read?.messages[2]?.toolCalls,
				sealed: read?.messages[5]?.metadata,
				warnings,
			},
			{
				title: 'look',
				said: [
					'system rules',
					'user <text>look <image>',
					'assistant  ls()#c',
					'tool #c {"files":["a"]}',
					'assistant ',
					'assistant Done',
				],
				first: Date.UTC(2023, 10, 14, 22, 13, 20),
				image: { type: 'image', mediaType: 'image/png', data: 'AAAA' },
				call: [{ id: 'c', name: 'ls', arguments: '' }],
				sealed: { praisonai: { fields: { tool_calls: 'praisonai:enc:v1:gAAA' } } },
				warnings: [
					{
						path: 'one.json',
						message: 'the tool calls of 1 message are encrypted; they are kept, but not shown',
					},
				],
			},
		);
	});
});
