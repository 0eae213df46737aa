import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { writeBundle } from '../../../src/formats/bundleWriter.js';
import { asBundle } from '../../../src/store/bundle.js';
import type { Json } from '../../../src/store/model.js';
import { bundleOf, chain, message, sessionOf } from './bundles.js';

const schema = JSON.parse(readFileSync('media/schemas/session-bundle.schema.json', 'utf8')) as object;
const validate = new Ajv({ allErrors: true }).compile(schema);

/** What the schema and the guard say of a value. */
function verdicts(value: unknown): { readonly schema: boolean; readonly guard: boolean } {
	let guard = true;
	try {
		asBundle(value);
	} catch {
		guard = false;
	}
	return { schema: validate(value) === true, guard };
}

const full = sessionOf(
	'f',
	[
		message('x', 'm1', {
			role: 'assistant',
			content: [
				{ type: 'text', text: 'a' },
				{ type: 'thinking', text: 'b', signature: 'c' },
				{ type: 'image', mediaType: 'image/png', data: 'AA==', url: 'https://example.org/a.png' },
				{ type: 'file', name: 'n', mediaType: 'text/plain', text: 't', data: 'AA==', url: 'u' },
				{ type: 'data', source: 's', value: null },
			],
			toolCalls: [{ id: 'c', name: 'n', arguments: '{}', extra: { type: 'x' } }],
		}),
		message('y', 'x', { role: 'tool', toolCallId: 'c' }),
	],
	{
		parentId: 'p',
		relation: 'fork',
		forkPoint: { sessionId: 'p', messageId: 'm1' },
		snapshots: [{ id: 's', messageId: 'm0', label: 'l', createdAt: 1.5, metadata: { a: 1 } }],
		discarded: ['m1'],
		agentName: 'Coder',
		source: { format: 'praisonai', id: 'p' },
	},
);

describe('the JSON schema of bundles', () => {
	it('accepts what writeBundle writes', () => {
		const bundle = asBundle(bundleOf([sessionOf('p', chain('m', 2)), full]));
		const written: unknown = JSON.parse(writeBundle(bundle));
		validate(written);
		assert.deepEqual({ errors: validate.errors, written }, { errors: null, written: bundle });
	});

	const changes: readonly (readonly [string, Json | undefined])[] = [
		['id', ''],
		['id', 5],
		['id', undefined],
		['title', null],
		['parentId', 1],
		['parentId', undefined],
		['relation', 'twin'],
		['forkPoint', {}],
		['forkPoint', undefined],
		['head', ''],
		['head', undefined],
		['messages', null],
		['messages', [7]],
		['messages', [{ id: 'm' }]],
		['messages', [{ id: 'm', after: null, role: 'alien', content: '', timestamp: 1 }]],
		['messages', [{ id: 'm', after: null, role: 'user', content: null, timestamp: 1 }]],
		['messages', [{ id: 'm', after: null, role: 'user', content: '', timestamp: '1' }]],
		['messages', [{ id: 'm', after: null, role: 'user', content: '', timestamp: 1e300 }]],
		['messages', [{ id: 'm', after: null, role: 'user', content: '', timestamp: 1, metadata: [] }]],
		['messages', [{ id: 'm', after: null, role: 'user', content: '', timestamp: 1, toolCallId: 1 }]],
		[
			'messages',
			[{ id: 'm', after: null, role: 'user', content: '', timestamp: 1, toolCalls: [{ id: '' }] }],
		],
		...['text', 'thinking', 'image', 'file', 'data', 'song'].map(
			(type) =>
				['messages', [{ id: 'm', after: null, role: 'user', content: [{ type }], timestamp: 1 }]] as const,
		),
		['snapshots', [{ id: 's' }]],
		['discarded', [null]],
		['agentName', 5],
		['metadata', 'x'],
		['shared', 0],
		['createdAt', undefined],
		['updatedAt', 'now'],
		['source', { format: 'x' }],
	];
	for (const [key, value] of changes) {
		it(`refuses, as the guard does, ${key} ${JSON.stringify(value)}`, () => {
			const session = { ...sessionOf('a', [], { head: null }), [key]: value };
			const bundle: unknown = JSON.parse(JSON.stringify(bundleOf([session])));
			assert.deepEqual(verdicts(bundle), { schema: false, guard: false });
		});
	}

	const optional = ['snapshots', 'discarded', 'agentName', 'metadata', 'shared', 'updatedAt', 'source'];
	for (const key of optional) {
		it(`accepts, as the guard does, a session without ${key}`, () => {
			const session = Object.fromEntries(
				Object.entries(sessionOf('a', chain('m', 1))).filter(([name]) => name !== key),
			);
			assert.deepEqual(verdicts(bundleOf([session])), { schema: true, guard: true });
		});
	}
});
