import { strict as assert } from 'node:assert';
import { Stride, weightOf } from '../../../src/views/searchStride.js';

describe('how many messages a search reads at once', () => {
	it('grows by steps while they are short', () => {
		const stride = new Stride(1000);
		const first = stride.length;
		stride.took(10);
		assert.equal(stride.length, first * 4);
	});

	it('comes down at once when they are long, to one at least', () => {
		const stride = new Stride(1000);
		stride.took(100 * 1000);
		assert.equal(stride.length, 1);
		stride.took(5_000_000);
		assert.equal(stride.length, 1);
		stride.took(0);
		assert.equal(stride.length, 4);
	});

	it('counts what is not searched, too', () => {
		const rest = { id: 'm', after: null, timestamp: 0, metadata: {} };
		const picture = { type: 'image', mediaType: 'image/png', data: 'x'.repeat(700) } as const;
		const toolCalls = [{ id: 'c', name: 'run', arguments: 'y'.repeat(20) }];
		const units = weightOf([
			{ ...rest, role: 'tool', content: 'z'.repeat(4) },
			{ ...rest, role: 'assistant', content: [picture], toolCalls },
		]);
		assert.equal(units, 724);
	});
});
