import assert from 'node:assert/strict';
import type { Usage } from '../../../src/protocol/content.js';
import type { JsonObject } from '../../../src/store/model.js';
import { addUsage, usageOf } from '../../../src/views/usage.js';

const nothing: Usage = {
	input: null,
	cacheRead: null,
	cacheWrite: null,
	output: null,
	reasoning: null,
	total: null,
	cost: null,
};

const known: readonly (readonly [string, JsonObject, Partial<Usage>])[] = [
	[
		'Anthropic, whose input leaves the cache out',
		{
			usage: {
				input_tokens: 14,
				cache_creation_input_tokens: 148,
				cache_read_input_tokens: 4410,
				output_tokens: 45,
				service_tier: 'standard',
			},
			costUSD: 0.0123,
		},
		{ input: 4572, cacheRead: 4410, cacheWrite: 148, output: 45, cost: 0.0123 },
	],
	[
		'OpenAI, whose prompt holds what was cached',
		{
			usage: {
				prompt_tokens: 1200,
				completion_tokens: 340,
				total_tokens: 1540,
				prompt_tokens_details: { cached_tokens: 1000 },
				completion_tokens_details: { reasoning_tokens: 128 },
			},
		},
		{ input: 1200, cacheRead: 1000, output: 340, reasoning: 128 },
	],
	[
		'OpenAI’s responses',
		{
			usage: {
				input_tokens: 75,
				input_tokens_details: { cached_tokens: 5 },
				output_tokens: 30,
				output_tokens_details: { reasoning_tokens: 7 },
				total_tokens: 105,
			},
		},
		{ input: 75, cacheRead: 5, output: 30, reasoning: 7 },
	],
	[
		'pi',
		{
			usage: {
				input: 10,
				output: 5,
				cacheRead: 90,
				cacheWrite: 3,
				totalTokens: 108,
				cost: { input: 0.1, output: 0.2, total: 0.3 },
			},
		},
		{ input: 103, cacheRead: 90, cacheWrite: 3, output: 5, cost: 0.3 },
	],
	[
		'opencode, which counts reasoning beside the output',
		{ cost: 0.02, tokens: { input: 7, output: 20, reasoning: 30, cache: { read: 100, write: 0 } } },
		{ input: 107, cacheRead: 100, cacheWrite: 0, output: 50, reasoning: 30, cost: 0.02 },
	],
	[
		'Gemini’s command line, which counts thoughts beside the output',
		{ tokens: { input: 5367, output: 18, cached: 12, thoughts: 244, tool: 0, total: 5629 } },
		{ input: 5367, cacheRead: 12, output: 262, reasoning: 244 },
	],
	[
		'Gemini’s interface',
		{ usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 4, totalTokenCount: 13 } },
		{ input: 9, output: 4 },
	],
	[
		'Codex, of which the last count is this answer’s',
		{
			info: {
				total_token_usage: { input_tokens: 99_999, output_tokens: 9_999 },
				last_token_usage: {
					input_tokens: 10_000,
					cached_input_tokens: 8000,
					output_tokens: 500,
					reasoning_output_tokens: 100,
					total_tokens: 10_500,
				},
			},
		},
		{ input: 10_000, cacheRead: 8000, output: 500, reasoning: 100 },
	],
	['fields without a holder', { input_tokens: 3, output_tokens: 4, input: 'no' }, { input: 3, output: 4 }],
	['a sum', { tokens: 412, cost: 0.0031 }, { total: 412, cost: 0.0031 }],
	['a cost alone', { total_cost_usd: 1.5 }, { cost: 1.5 }],
	['nothing but zeros', { usage: { input_tokens: 0, output_tokens: 0 } }, { input: 0, output: 0 }],
];

describe('what an answer took', () => {
	for (const [name, metadata, usage] of known) {
		it(`is read as written by ${name}`, () => {
			assert.deepEqual(usageOf(metadata), { ...nothing, ...usage });
		});
	}

	const unknown: readonly (readonly [string, JsonObject])[] = [
		['nothing is said', {}],
		['the numbers are negative', { usage: { input_tokens: -1, output_tokens: -5 }, cost: -0.1 }],
		['the numbers are absurd', { usage: { input_tokens: 1e15, output_tokens: 0.5 }, cost: 1e12 }],
		['the numbers are texts', { usage: { input_tokens: '12' }, cost: '0.1' }],
		['the holder is a list', { usage: [1, 2], tokens: null }],
		['short names stand among other fields', { input: 5, output: 7, total: 12 }],
		['names are inherited', { usage: JSON.parse('{"__proto__":{"input_tokens":5}}') as JsonObject }],
	];
	for (const [name, metadata] of unknown) {
		it(`is not known where ${name}`, () => {
			assert.equal(usageOf(metadata), null);
		});
	}

	it('keeps what is good beside what is not', () => {
		assert.deepEqual(usageOf({ usage: { input_tokens: -1, output_tokens: 7 }, cost: 'free' }), {
			...nothing,
			output: 7,
		});
	});

	it('adds up, where something is known', () => {
		const one = usageOf({ usage: { input_tokens: 1, output_tokens: 2 } });
		const other = usageOf({ tokens: 10, cost: 0.5 });
		assert.deepEqual(addUsage(one, other), { ...nothing, input: 1, output: 2, total: 10, cost: 0.5 });
		assert.deepEqual([addUsage(null, other), addUsage(one, null), addUsage(null, null)], [other, one, null]);
	});
});
