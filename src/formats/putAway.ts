import type { Json } from '../store/model.js';
import type { ReadContext } from './source.js';

/** Gives back what was put away, each time anew. */
export type PutAway = () => Json;

/**
 * Keeps a value of a file where messages wait to be written, out of memory, until other files say what to make of it.
 * Throws StoreError `INVALID` for a value that is nested too deep.
 */
export function putAway(context: ReadContext, value: Json): PutAway {
	const { body } = context.pack({
		id: '',
		after: null,
		role: 'tool',
		content: [{ type: 'data', source: '', value }],
		timestamp: 0,
		remember: false,
	});
	return () => (JSON.parse(body.text) as Kept).content[0].value;
}

/** What was packed above. */
interface Kept {
	readonly content: readonly [{ readonly value: Json }];
}
