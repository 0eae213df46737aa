import { strict as assert } from 'node:assert';
import type { Json } from '../../../src/store/model.js';
import { answer, line, start, user } from './claudeCodeLines.js';
import { links, read } from './claudeCodeReading.js';
import { pathOf, said, unpacked } from './importing.js';

describe('Claude Code: compactions', () => {
	it('marks a compaction, and goes on behind its summary', async () => {
		const { session } = await read([
			user('u1', null, 'Start'),
			answer('a1', 'u1', 'Ready'),
			line('progress', 'p1', 'a1', 2, { data: {} }),
			line('system', 'c', null, 3, {
				subtype: 'compact_boundary',
				logicalParentUuid: 'p1',
				content: 'Conversation compacted',
				compactMetadata: { trigger: 'auto', preTokens: 155_000 },
			}),
			user('s', 'c', 'What was said before: …', 4, { isCompactSummary: true }),
			user('u2', 's', 'Go on', 5),
		]);
		assert.deepEqual(
			{
				path: pathOf(session).map(said),
				summary: unpacked(session.messages[2] as never).metadata,
				snapshots: session.snapshots,
			},
			{
				path: ['user Start', 'assistant Ready', 'system What was said before: …', 'user Go on'],
				summary: {
					compaction: true,
					'claude-code': { trigger: 'auto', preTokens: 155_000 },
					nativeId: 's',
				},
				snapshots: [
					{
						messageId: 'a1',
						label: 'Before compaction',
						createdAt: start + 3000,
						metadata: { 'claude-code': { trigger: 'auto', preTokens: 155_000 } },
					},
				],
			},
		);
	});

	it('marks a compaction of old versions, which is only a summary', async () => {
		const { session } = await read([
			user('u1', null, 'Start'),
			answer('a1', 'u1', 'Ready'),
			user('s', null, 'Summary', 4, { isCompactSummary: true }),
			user('u2', 's', 'Go on', 5),
		]);
		assert.deepEqual(
			[pathOf(session).map(({ id }) => id), session.snapshots.map(({ messageId }) => messageId)],
			[['u1', 'a1', 's', 'u2'], ['a1']],
		);
	});

	const boundary = (tail: string): Json =>
		line('system', 'c', null, 3, {
			subtype: 'compact_boundary',
			logicalParentUuid: tail,
			compactMetadata: { preservedSegment: { headUuid: 'a1', anchorUuid: 's', tailUuid: tail } },
		});

	it('does not repeat what a compaction kept and wrote again', async () => {
		const { session } = await read([
			user('u1', null, 'Start', 1),
			answer('a1', 'u1', 'Ready', 2),
			boundary('a1'),
			user('s', 'c', 'Summary', 4, { isCompactSummary: true }),
			answer('a1', 's', 'Ready', 2),
			user('u2', 'a1', 'Go on', 5),
		]);
		assert.deepEqual(
			[links(session), session.snapshots.map(({ messageId }) => messageId)],
			[['·→u1', 'u1→a1', 'a1→s', 's→u2'], ['a1']],
		);
	});

	it('sets a compaction behind what was written before it when that which it kept comes only after it', async () => {
		const { session, warnings } = await read([
			user('u1', null, 'Start', 1),
			boundary('a1'),
			user('s', 'c', 'Summary', 4, { isCompactSummary: true }),
			answer('a1', 's', 'Ready', 2),
			user('u2', 'a1', 'Go on', 5),
		]);
		assert.deepEqual(
			[links(session), session.snapshots.map(({ messageId }) => messageId), warnings],
			[['·→u1', 'u1→s', 's→a1', 'a1→u2'], ['u1'], []],
		);
	});
});
