import { strict as assert } from 'node:assert';
import { writeMarkdown } from '../../../src/formats/markdownWriter.js';
import { asBundle } from '../../../src/store/bundle.js';
import type { Json, JsonObject } from '../../../src/store/model.js';

const message = (id: string, after: string | null, content: Json): JsonObject => ({
	id,
	after,
	role: 'user',
	content,
	timestamp: 0,
	metadata: {},
});
const session = (
	id: string,
	title: string,
	messages: readonly JsonObject[],
	more: JsonObject = {},
): JsonObject => ({
	id,
	title,
	parentId: null,
	relation: 'child',
	forkPoint: null,
	head: messages.at(-1)?.['id'] ?? null,
	messages,
	createdAt: 0,
	updatedAt: 0,
	...more,
});
const write = (...sessions: readonly JsonObject[]): ReturnType<typeof writeMarkdown> =>
	writeMarkdown(asBundle({ format: 'session-hierarchy', version: 1, sessions }));

describe('sessions written as Markdown', () => {
	it('are files with names of their own, whatever the titles', () => {
		const { files } = write(
			session('a', 'A/B', []),
			session('b', 'a b', [], { parentId: 'a' }),
			session('c', 'A?B', []),
			session('d', '..', []),
			session('e', 'CON', []),
		);
		assert.deepEqual(
			files.map(({ name }) => name),
			['A B.md', 'a b 2.md', 'A B 3.md', 'session.md', 'session 2.md'],
		);
		assert.equal(files[1]?.text, '# a b\n\nChild of A/B.\n\nThis session is empty.\n');
	});

	it('tell times in UTC, and in losses what is not in them', () => {
		const { files, losses } = write(
			session(
				'a',
				'A',
				[
					message('1', null, 'left'),
					message('2', null, [
						{ type: 'text', text: 'See.' },
						{ type: 'image', mediaType: 'image/png', data: 'AAAA' },
						{ type: 'file', name: 'a.pdf', data: 'AAAA' },
					]),
				],
				{
					discarded: ['1'],
					snapshots: [{ id: 's', messageId: '1', label: 's', createdAt: 0, metadata: {} }],
				},
			),
		);
		assert.equal(
			files[0]?.text,
			'# A\n\n1 message.\n\n## 1. User\n\n*1970-01-01T00:00:00.000Z*\n\nSee.\n\n(image, image/png)\n\n(file: a.pdf)\n',
		);
		assert.deepEqual(losses, [
			'1 message on discarded or diverged branches left out: a document is one path without branches',
			'1 snapshot left out: a document shows only messages',
			'1 image told of in words only',
			'1 file told of by its name only',
		]);
	});
});
