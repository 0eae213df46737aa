import { strict as assert } from 'node:assert';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewMessage } from '../../../src/store/model.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { transcriptMarkdown } from '../../../src/views/transcriptMarkdown.js';

const time = Date.UTC(2026, 0, 2, 12);
const said = (content: string): NewMessage => ({ role: 'user', content, timestamp: time });
/** Without the lines that hold the time, whose form is the reader's. */
const withoutTimes = (text: string): string => text.replaceAll(/^\*.*2026.*?\*( ·|$)/gm, '(time)$1');

describe('a transcript as Markdown', () => {
	let folder = '';
	let store: SessionStore;
	before(async () => {
		folder = await fs.mkdtemp(join(tmpdir(), 'transcript-markdown-'));
		store = await SessionStore.open(folder);
	});
	after(async () => {
		await store.close();
		await fs.rm(folder, { recursive: true });
	});
	const session = async (title: string, messages: readonly NewMessage[]): Promise<string> => {
		const id = await store.createSession({ title });
		await store.addMessages(id, messages);
		return id;
	};

	it('has a heading for each message, and sections for thinking, calls and results', async () => {
		const id = await session('A *bold* plan', [
			said('Measure **it**.'),
			{
				role: 'assistant',
				timestamp: time,
				content: [
					{ type: 'thinking', text: 'How?\nSo.' },
					{ type: 'text', text: 'Like this.' },
				],
				toolCalls: [{ id: 'c1', name: 'run_it', arguments: '{"a":1}' }],
				metadata: { author: 'Ada' },
			},
			{ role: 'tool', timestamp: time, content: '```', toolCallId: 'c1', metadata: { is_error: true } },
		]);
		assert.equal(
			withoutTimes(await transcriptMarkdown(store, id)),
			[
				'# A \\*bold\\* plan',
				'3 messages.',
				'## 1. User\n\n(time)\n\nMeasure **it**.',
				'## 2. Assistant, Ada\n\n(time)',
				'### Thinking\n\n> How?\n> So.',
				'Like this.',
				'### Tool call: run\\_it · `c1`\n\n```json\n{"a":1}\n```',
				'## 3. Tool result, failed\n\n(time) · answers call `c1`\n\n````\n```\n````\n',
			].join('\n\n'),
		);
	});

	it('of an empty session says so', async () => {
		const id = await store.createSession({ title: '' });
		assert.equal(await transcriptMarkdown(store, id), '# Untitled session\n\nThis session is empty.\n');
	});

	it('numbers many messages in their order', async () => {
		const id = await session(
			'Many',
			Array.from({ length: 1203 }, (_, at) => said(`Step ${String(at + 1)}`)),
		);
		const text = await transcriptMarkdown(store, id);
		const found = [...text.matchAll(/^## ([\d,.\s]+)\. User\n\n.*\n\nStep (\d+)$/gm)].map(
			([, number, step]) => [Number(number?.replaceAll(/\D/g, '')), Number(step)],
		);
		assert.deepEqual(
			found,
			Array.from({ length: 1203 }, (_, at) => [at + 1, at + 1]),
		);
	});

	it('that is too long for an editor ends with the last messages that fit, and says which', async () => {
		const id = await session(
			'Long',
			Array.from({ length: 40 }, (_, at) => said(`Step ${String(at + 1)} ${'x'.repeat(940)}`)),
		);
		const text = await transcriptMarkdown(store, id, 10_000);
		assert.match(text, /^# Long\n\nMessages (\d+) to 40; .* \*Export Session…\* .*\n\n## \1\. User/);
		assert.ok(text.includes('Step 40 ') && !text.includes('Step 1 '));
		assert.ok(text.length > 8000 && text.length < 10_500, String(text.length));
		const none = await transcriptMarkdown(store, id, 100);
		assert.match(none, /The last message is too long for an editor\. Use \*Export Session…\*/);
	});

	it('stands even where a file holds endless fences', async () => {
		const id = await session('Odd', [{ role: 'tool', content: '``` '.repeat(300_000), toolCallId: 'a`b' }]);
		const text = await transcriptMarkdown(store, id);
		assert.match(text, /## 1\. Tool result\n\n\*.*\* · answers call `a'b`\n\n````\n/);
	});
});
