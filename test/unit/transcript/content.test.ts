import assert from 'node:assert/strict';
import { editsOf } from '../../../media/transcript/edits.js';
import { duration, price, tokens, usageLines } from '../../../media/transcript/figures.js';
import type { Usage } from '../../../src/protocol/content.js';
import type { Message } from '../../../src/store/model.js';
import { languageId } from '../../../src/views/codeLanguage.js';
import { durationOf } from '../../../src/views/duration.js';

const usage = (some: Partial<Usage>): Usage => ({
	input: null,
	cacheRead: null,
	cacheWrite: null,
	output: null,
	reasoning: null,
	total: null,
	cost: null,
	...some,
});
const message = (timestamp: number, metadata: Message['metadata'] = {}): Message => ({
	id: 'a',
	after: null,
	role: 'tool',
	content: '',
	timestamp,
	metadata,
});

describe('the duration of a tool call', () => {
	const cases: readonly (readonly [string, Message, ReturnType<typeof durationOf>])[] = [
		['is what the result says', message(9000, { durationMs: 266 }), { time: 266, told: true }],
		['may be in seconds', message(9000, { duration_seconds: 1.5 }), { time: 1500, told: true }],
		['may be Codex’s', message(9000, { duration: { secs: 2, nanos: 5e8 } }), { time: 2500, told: true }],
		['else is the time between', message(3500), { time: 2500, told: false }],
		[
			'is the time between where what is said cannot be',
			message(3500, { duration: -4 }),
			{ time: 2500, told: false },
		],
		['is not known when both have one time', message(1000), null],
		['is not known when they were written at once', message(1005), null],
		['is not known when the clock went back', message(10), null],
		['is not known beyond a day', message(1000 + 86_400_000), null],
	];
	for (const [name, result, expected] of cases) {
		it(name, () => {
			assert.deepEqual(durationOf(message(1000), result), expected);
		});
	}

	it('is short to read', () => {
		const times = [0, 850.4, 999.6, 1234, 9960, 59_600, 65_000, 120_000, 3_600_000, 7_800_000];
		assert.deepEqual(times.map(duration), [
			...['0 ms', '850 ms', '1.0 s', '1.2 s', '10 s', '1 min', '1 min 5 s', '2 min', '1 h', '2 h 10 min'],
		]);
	});
});

describe('tokens and cost', () => {
	it('are short to read, and told in full', () => {
		const all = usage({ input: 1234, cacheRead: 1000, output: 340, reasoning: 9, cost: 0.01234567 });
		assert.deepEqual(
			[tokens(all), price(all), usageLines(all).split('\n')],
			[
				'1.2k in · 340 out',
				'$0.012',
				[
					'1,234 tokens read (input)',
					'1,000 of them read from the cache',
					'340 tokens written (output)',
					'9 of them reasoning',
					'$0.0123457',
				],
			],
		);
	});

	it('are left out where they are not known', () => {
		assert.deepEqual(
			[usage({ total: 412 }), usage({ output: 7 }), usage({ output: 7, total: 412 }), usage({})].map(
				(each) => [tokens(each), price(each)],
			),
			[
				['412 tokens', ''],
				['7 out', ''],
				['7 out · 412 in and out', ''],
				['', ''],
			],
		);
		assert.deepEqual(
			[0, 0.00001, 3.14159, 1234].map((cost) => price(usage({ cost }))),
			['$0', '<$0.0001', '$3.14', '$1,234.00'],
		);
	});
});

describe('the arguments of an edit', () => {
	it('are a diff, with what else they say', () => {
		const text = JSON.stringify({ file_path: 'a.ts', old_string: 'a\nb\nc\n', new_string: 'a\nB\nc\n' });
		assert.deepEqual(editsOf(text), { diff: ' a\n-b\n+B\n c', rest: '{\n  "file_path": "a.ts"\n}' });
	});

	it('may be several, and may only add or remove', () => {
		const edits = [
			{ oldText: '', newText: 'x' },
			{ oldText: 'y\n', newText: '' },
		];
		assert.deepEqual(editsOf(JSON.stringify({ edits })), { diff: '+x\n@@\n-y', rest: '' });
	});

	for (const text of ['{"path":"old"}', '[1]', 'old_string', '{"edits":[]}', '{"edits":[{"oldText":1}]}']) {
		it(`are nothing of the kind: ${text}`, () => {
			assert.equal(editsOf(text), undefined);
		});
	}
});

describe('the language of a block of code', () => {
	const known = ['plaintext', 'typescript', 'shellscript', 'python', 'constructor'];
	const cases: readonly (readonly [string, string | null, string])[] = [
		['ts', null, 'typescript'],
		['TypeScript', null, 'typescript'],
		['bash', null, 'shellscript'],
		['', 'lib/a.py', 'python'],
		['klingon', 'a.ts', 'typescript'],
		['rust', null, 'plaintext'],
		['__proto__', null, 'plaintext'],
	];
	for (const [name, file, id] of cases) {
		it(`${name || 'without a name'}${file === null ? '' : ` in ${file}`} is ${id}`, () => {
			assert.equal(languageId(name, file, known), id);
		});
	}
});
