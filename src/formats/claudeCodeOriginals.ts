import type { IncomingMessage } from '../store/incoming.js';
import type { Node, Transcript } from './claudeCodeNode.js';
import type { Talk } from './claudeCodeTalks.js';
import type { ReadContext, UnpackedMessage } from './source.js';

/** Calls what was copied again, out of a copy, as it was called first. All talks are linked. */
export function nameByOriginals(
	transcripts: readonly Transcript[],
	talks: Iterable<Talk>,
	context: ReadContext,
): void {
	const originals = new Map(transcripts.flatMap((each) => [...each.originals]));
	if (originals.size === 0) return;
	for (const { nodes } of talks) {
		const known = new Set(nodes.map(({ uuid }) => uuid));
		const named = nodes.map((node) => [node, firstOf(node.uuid, originals)] as const);
		const firsts = new Map<string, string>();
		const isClear = named.every(([{ uuid, isCopied }, first]) => {
			const other = firsts.get(first) ?? uuid;
			firsts.set(first, uuid);
			return first === uuid || (isCopied && other === uuid && !known.has(first));
		});
		if (!isClear) continue;
		for (const [node, first] of named) {
			if (node.uuid === first) continue;
			const { message } = node;
			const earlier = message?.earlier?.map((each) => firstOf(each, originals));
			rename(node, first);
			if (message) node.message = packAgain(message, { id: node.id, ...(earlier && { earlier }) }, context);
		}
	}
}

function rename(node: Node, uuid: string): void {
	node.id = uuid + node.id.slice(node.uuid.length);
	node.uuid = uuid;
}

/** Under another name, which it remembers. */
function packAgain(
	{ body }: IncomingMessage,
	names: Pick<IncomingMessage, 'id' | 'earlier'>,
	context: ReadContext,
): IncomingMessage {
	const said = JSON.parse(body.text) as Omit<UnpackedMessage, 'id' | 'after'>;
	return context.pack({ ...said, ...names, after: null });
}

/** Follows the copies to their source, and lets all of them name it. In a circle there is none. */
function firstOf(uuid: string, originals: Map<string, string>): string {
	const passed = new Set<string>();
	let at = uuid;
	for (let next = originals.get(at); next !== undefined; next = originals.get(at)) {
		if (passed.has(at)) {
			for (const each of passed) originals.delete(each);
			return uuid;
		}
		passed.add(at);
		at = next;
	}
	for (const each of passed) originals.set(each, at);
	return at;
}
