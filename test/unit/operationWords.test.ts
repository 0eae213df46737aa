import assert from 'node:assert/strict';
import { canTakeBack, operationWords } from '../../src/commands/operationWords.js';
import type { Operation } from '../../src/store/model.js';

const operation = (changes: Partial<Operation>): Operation => ({
	id: 'op',
	kind: 'update',
	sessionIds: ['a'],
	fields: [],
	at: 0,
	undone: false,
	...changes,
});

describe('operationWords', () => {
	for (const [changes, words] of [
		[{ fields: ['title'] }, 'Renamed "Parser"'],
		[{ fields: ['shared'] }, 'Shared or unshared "Parser"'],
		[{ fields: ['accepted'] }, 'Accepted a damaged line of "Parser"'],
		[{ fields: [] }, 'Changed the details of "Parser"'],
		[{ kind: 'move', fields: ['parentId'] }, 'Moved "Parser"'],
		[{ kind: 'import', sessionIds: ['a', 'b'] }, 'Imported 2 sessions'],
		[{ kind: 'delete', sessionIds: ['gone'] }, 'Deleted a session'],
	] as const) {
		it(`says: ${words}`, () => {
			assert.equal(
				operationWords(operation(changes), (id) => (id === 'a' ? 'Par\u202eser' : undefined)),
				words,
			);
		});
	}

	it('leaves out what cannot be taken back', () => {
		const kinds = (['create', 'purge', 'undo', 'revert'] as const).filter((kind) =>
			canTakeBack(operation({ kind })),
		);
		assert.deepEqual(kinds, ['create', 'revert']);
	});
});
