import { strict as assert } from 'node:assert';
import type { Json } from '../../../src/store/model.js';
import { mainId, user } from './claudeCodeLines.js';
import { first, mainFile } from './claudeCodeProjects.js';
import { asLines, readAll } from './importing.js';

describe('Claude Code: titles', () => {
	const titles: readonly (readonly [string, readonly Json[], string])[] = [
		[
			'the last title that a person gave',
			[
				{ type: 'custom-title', customTitle: 'One', sessionId: mainId },
				{ type: 'ai-title', aiTitle: 'Made up', sessionId: mainId },
				{ type: 'custom-title', customTitle: 'Two', sessionId: mainId },
				{ type: 'summary', summary: 'Summed up', leafUuid: 'a1' },
			],
			'Two',
		],
		[
			'the last summary of one of its own messages',
			[
				{ type: 'summary', summary: 'Summed up', leafUuid: 'u1' },
				{ type: 'summary', summary: 'Summed up later', leafUuid: 'a1' },
				{ type: 'summary', summary: 'Another session', leafUuid: 'elsewhere' },
			],
			'Summed up later',
		],
		['the first prompt', [{ type: 'summary', summary: 'Another session', leafUuid: 'elsewhere' }], 'Start'],
	];

	for (const [what, more, title] of titles) {
		it(`calls a session by ${what}`, async () => {
			const { sessions } = await readAll({ [mainFile]: asLines([...more, ...first]) });
			assert.deepEqual(
				sessions.map((each) => each.title),
				[title],
			);
		});
	}

	const prompts: readonly (readonly [string, string])[] = [
		['<ide_opened_file>The user opened a.ts</ide_opened_file>Fix a.ts', 'Fix a.ts'],
		['<command-name>/review</command-name>\n<command-args>12 fast</command-args>', '/review 12 fast'],
		['[Request interrupted by user for tool use]', 'Untitled'],
		['<local-command-stdout>x</local-command-stdout>', 'Untitled'],
		['if a <b> c </b> then', 'if a <b> c </b> then'],
		['Do it <system-reminder>and never', 'Do it'],
	];

	for (const [prompt, title] of prompts) {
		it(`calls a session that begins with ${prompt} “${title}”`, async () => {
			const { sessions } = await readAll({ [mainFile]: asLines([user('u1', null, prompt)]) });
			assert.deepEqual(
				sessions.map((each) => each.title),
				[title],
			);
		});
	}
});
