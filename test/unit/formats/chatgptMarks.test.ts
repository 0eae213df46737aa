import { strict as assert } from 'node:assert';
import { conversation, node, readOne, says } from './chatgptConversations.js';
import { pathOf, said } from './importing.js';

describe('ChatGPT: marks that only its page understands', () => {
	const mark = (...fields: readonly string[]): string => `\ue200${fields.join('\ue202')}\ue201`;
	const ada = mark('entity', '["people","Ada Lovelace",1]');
	const cases: readonly (readonly [string, string, string])[] = [
		['the second of a list', ada, 'Ada Lovelace'],
		['the field behind the kind', mark('url', 'The docs', 'turn0search0'), 'The docs'],
		['no name of what is shown', mark('i', 'turn0image1'), ''],
		['no words where it cites', mark('cite', 'Oaks'), ''],
		['no other JSON', mark('image_group', '{"query":["Oak"]}') + mark('entity', '["people"]'), ''],
	];
	for (const [what, words, shown] of cases)
		it(`show without a reference ${what}`, async () => {
			const { session } = await readOne(conversation([node('u', null, 0, says('user', `See ${words}.`))]));
			assert.deepEqual(pathOf(session).map(said), [`user See ${shown}.`]);
		});

	it('show what their reference is called where that has no other words', async () => {
		const docs = mark('url', 'x');
		const content_references = [
			{ matched_text: ada, name: 'Countess Ada', alt: null },
			{ matched_text: docs, title: 'The docs' },
		];
		const words = `By ${ada}, see ${docs}.`;
		const { session } = await readOne(
			conversation([node('u', null, 0, says('user', words, { metadata: { content_references } }))]),
		);
		assert.deepEqual(pathOf(session).map(said), ['user By Countess Ada, see The docs.']);
	});
});
