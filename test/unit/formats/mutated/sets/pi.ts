import type { Json, JsonObject } from '../../../../../src/store/model.js';
import { header, text } from '../../piEntries.js';
import type { FixtureSet } from '../fixtureSet.js';

const root = '11111111-1111-4111-8111-111111111111';
const fork = '22222222-2222-4222-8222-222222222222';
const folder = 'sessions/--w--';

function entry(type: string, id: string, parentId: string | null, more: JsonObject): JsonObject {
	return { type, id, parentId, timestamp: '2026-01-01T10:00:07.000Z', ...more };
}

function said(
	id: string,
	parentId: string | null,
	role: string,
	content: Json,
	more: JsonObject = {},
): JsonObject {
	return entry('message', id, parentId, {
		message: { role, content, timestamp: 1_767_261_600_000, ...more },
	});
}

const common = [
	said('a', null, 'user', 'Plant a hedge'),
	entry('model_change', 'b', 'a', { provider: 'p', modelId: 'm' }),
	said(
		'c',
		'b',
		'assistant',
		[
			{ type: 'thinking', thinking: 'hm', thinkingSignature: 's' },
			text('One'),
			{ type: 'toolCall', id: 'c1', name: 'read', arguments: { path: 'a' }, thoughtSignature: 't' },
		],
		{
			model: 'm',
			provider: 'p',
			stopReason: 'toolUse',
			usage: { input: 5, output: 7, cost: { total: 0.25 } },
		},
	),
	said('d', 'c', 'toolResult', [text('no'), { type: 'image', data: 'AAAA', mimeType: 'image/png' }], {
		toolCallId: 'c1',
		toolName: 'read',
		isError: true,
		details: { lines: 3 },
	}),
];

export const piSets: readonly FixtureSet[] = [
	{
		[`${folder}/2026-01-01T10-00-00-000Z_${root}.jsonl`]: [
			header(root),
			...common,
			entry('label', 'e', 'd', { targetId: 'c', label: 'here' }),
			entry('session_info', 'f', 'e', { name: 'Hedges' }),
			entry('compaction', 'g', 'f', { summary: 'So far', firstKeptEntryId: 'c', tokensBefore: 9 }),
			entry('branch_summary', 'h', 'g', { fromId: 'g', summary: 'Tried' }),
			entry('custom_message', 'i', 'h', { customType: 'x', content: [text('Mind')], display: false }),
			entry('custom', 'j', 'i', { customType: 'x', data: { n: 1 } }),
			said('k', 'j', 'bashExecution', null, {
				command: 'ls',
				output: 'a ``` b',
				exitCode: 2,
				cancelled: false,
			}),
			said('l', 'b', 'user', 'Or a wall'),
			said('m', 'l', 'assistant', [text('Stone')], { stopReason: 'aborted', errorMessage: 'aborted' }),
			said('n', null, 'user', 'Again'),
			entry('thinking_level_change', 'o', 'n', { thinkingLevel: 'high' }),
			said('p', 'o', 'system', '', {
				sections: { preamble: 'Help', cwd: null },
				toolsAdded: [{ name: 'read' }],
			}),
			entry('usage', 'q', 'p', { kind: 'cache_warm', usage: { input: 1 } }),
		],
		[`${folder}/2026-01-02T10-00-00-000Z_${fork}.jsonl`]: [
			header(fork, { parentSession: `/x/2026-01-01T10-00-00-000Z_${root}.jsonl` }),
			...common,
			said('z', 'd', 'user', 'Or a ditch'),
		],
	},
	{
		'old.jsonl': [
			{
				type: 'session',
				id: root,
				timestamp: '2026-01-01T10:00:00.000Z',
				cwd: '/w',
				branchedFrom: '/x/y.jsonl',
			},
			{ type: 'message', timestamp: '2026-01-01T10:00:01.000Z', message: { role: 'user', content: 'yes' } },
			{
				type: 'message',
				timestamp: '2026-01-01T10:00:02.000Z',
				message: { role: 'assistant', content: [text('A')] },
			},
			{
				type: 'compaction',
				timestamp: '2026-01-01T10:00:03.000Z',
				summary: 'So far',
				firstKeptEntryIndex: 1,
			},
			{ type: 'message', timestamp: '2026-01-01T10:00:04.000Z', message: { role: 'user', content: 'yes' } },
		],
		'second.jsonl': [
			header(fork, { version: 2 }),
			said('a', null, 'user', 'Plant'),
			said('b', 'a', 'hookMessage', 'Hook', { customType: 'y' }),
		],
	},
];
