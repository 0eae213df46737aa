import { strict as assert } from 'node:assert';
import { linkTo, readLink } from '../../src/commands/messageLink.js';

const ref = { sessionId: 'My.session-1', messageId: 'abcdefghij0123456789' };

describe('a link to a message', () => {
	it('names session and message and no path, and is read again', () => {
		const link = new URL(linkTo('vscode', ref));
		assert.equal(
			link.href,
			'vscode://session-hierarchy.session-hierarchy/open?session=My.session-1&message=abcdefghij0123456789',
		);
		assert.deepEqual(readLink({ path: link.pathname, query: link.search.slice(1) }), ref);
	});

	const bad: readonly (readonly [string, string])[] = [
		['/open', ''],
		['/open', 'session=a'],
		['/open', 'message=a'],
		['/', 'session=a&message=b'],
		['/open/more', 'session=a&message=b'],
		['/open', 'session=../../etc&message=b'],
		['/open', 'session=a&message=..%2f..%2fb'],
		['/open', `session=${'a'.repeat(65)}&message=b`],
		['/open', 'session=a%00&message=b'],
		['/open', 'session=a&message=%3Cimg%20src%3Dx%3E'],
		['/open', 'session=file%3A%2F%2F%2Fetc%2Fpasswd&message=b'],
	];
	for (const [path, query] of bad) {
		it(`is not ${JSON.stringify(`${path}?${query}`)}`, () => {
			assert.equal(readLink({ path, query }), undefined);
		});
	}
});
