import { Spool } from '../../../src/formats/spool.js';
import type { IncomingMessage, IncomingSession } from '../../../src/store/incoming.js';

/** `a`, `b>a`: a message and the one it follows; by default the one before it. */
export function messages(...names: readonly string[]): IncomingMessage[] {
	let last: string | null = null;
	return names.map((name, at) => {
		const [id = '', after = last] = name.split('>');
		last = id;
		const role = at % 2 === 0 ? 'user' : 'assistant';
		const fields = { role, content: id, timestamp: 1000 + at, metadata: { nativeId: id } };
		return {
			id,
			after: after === '' ? null : after,
			role,
			timestamp: 1000 + at,
			body: new Spool().add(JSON.stringify(fields)),
		};
	});
}

export function session(
	id: string,
	names: readonly string[],
	more: Partial<IncomingSession> = {},
): IncomingSession {
	const all = messages(...names);
	return {
		source: source(id),
		title: `Title of ${id}`,
		parent: null,
		relation: 'child',
		shares: null,
		messages: all,
		head: all.at(-1)?.id ?? null,
		snapshots: [],
		agentName: null,
		metadata: {},
		shared: false,
		createdAt: 1000,
		updatedAt: 2000,
		...more,
	};
}

export function source(id: string): { readonly format: string; readonly id: string } {
	return { format: 'agent', id };
}

export const fork = (id: string, of: string, names: readonly string[]): IncomingSession =>
	session(id, names, { parent: source(of), relation: 'fork', shares: 'prefix' });
