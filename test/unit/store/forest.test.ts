import { strict as assert } from 'node:assert';
import { Forest } from '../../../src/store/forest.js';
import { foldSession } from '../../../src/store/foldSession.js';
import type { SessionFold } from '../../../src/store/sessionFold.js';

describe('Forest', () => {
	const fold = (id: string, at: number, parentId: string | null, relation: 'child' | 'fork'): SessionFold =>
		foldSession(id, [
			{ type: 'session', id: `s${at}`, at, op: 'o', session: id, title: id, parentId, relation },
		]);
	const trash = { type: 'delete', id: 'd', at: 1_000_000, op: 'o', session: '' } as const;

	it('takes a chain 100,000 deep, and its deletion', () => {
		const folds = new Map<string, SessionFold>();
		const depth = 100_000;
		for (let nth = 0; nth < depth; nth++)
			folds.set(`c${nth}`, fold(`c${nth}`, nth + 1, nth === 0 ? null : `c${nth - 1}`, 'child'));
		folds.set('f', fold('f', depth + 5, `c${depth - 1}`, 'fork'));
		const forest = new Forest();
		forest.build(folds, new Map());
		assert.equal(forest.isBelow(`c${depth - 1}`, 'c0'), true);
		assert.deepEqual(forest.children(`c${depth - 2}`), [`c${depth - 1}`]);
		const root = folds.get('c0');
		if (root) root.trash = trash;
		const changed = forest.build(folds, new Map());
		assert.equal(changed.length, depth + 1);
		assert.deepEqual(forest.place(`c${depth - 1}`), { parent: `c${depth - 2}`, deleted: true });
		assert.deepEqual(forest.place('f'), { parent: null, deleted: false });
		assert.deepEqual([forest.trash(), forest.children(null)], [['c0'], ['f']]);
	});
	it('passes over a move that would close a cycle, whatever order they are read in', () => {
		const make = (): SessionFold[] => [
			fold('a', 1, null, 'child'),
			fold('b', 2, 'a', 'child'),
			fold('c', 3, 'b', 'child'),
		];
		for (const order of [
			[0, 1, 2],
			[2, 1, 0],
			[1, 2, 0],
		]) {
			const folds = make();
			folds[0]?.take({ type: 'set', id: 'm', at: 4, op: 'o', session: 'a', fields: { parentId: 'c' } });
			const sorted = order.flatMap((nth) => folds[nth] ?? []);
			const forest = new Forest();
			forest.build(new Map(sorted.map((each) => [each.id, each])), new Map());
			assert.deepEqual(
				['a', 'b', 'c'].map((id) => forest.place(id).parent),
				[null, 'a', 'b'],
			);
		}
	});
	it('takes in a new session as if it had been there when it was built', () => {
		const folds = new Map<string, SessionFold>();
		const one = new Forest();
		one.build(folds, new Map());
		for (const [nth, [id, parent, relation]] of (
			[
				['a', null, 'child'],
				['b', 'a', 'child'],
				['x', 'not here', 'fork'],
				['y', 'not here', 'child'],
				['c', 'b', 'fork'],
				['not here', 'a', 'child'],
			] as const
		).entries()) {
			const made = fold(id, nth + 1, parent, relation);
			folds.set(id, made);
			if (!one.insert(made)) one.build(folds, new Map());
			const other = new Forest();
			other.build(folds, new Map());
			for (const each of [null, ...folds.keys()])
				assert.deepEqual(one.children(each), other.children(each), `${id}: ${String(each)}`);
		}
	});
});
