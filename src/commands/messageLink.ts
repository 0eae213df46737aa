import type { MessageRef } from '../host/sessionRef.js';
import { extensionId } from '../ids.js';

/** A link names no folder: the session may lie elsewhere on the machine of who follows it. */
type Linked = Pick<MessageRef, 'sessionId' | 'messageId'>;

const openPath = '/open';

/** The address that opens a transcript at a message, in VS Code or the fork of it that has this scheme. */
export function linkTo(scheme: string, { sessionId, messageId }: Linked): string {
	const query = new URLSearchParams({ session: sessionId, message: messageId });
	return `${scheme}://${extensionId}${openPath}?${query.toString()}`;
}

/** What a link names; undefined when it is none of `linkTo`'s. Anybody can make one, so nothing in it is trusted. */
export function readLink({
	path,
	query,
}: {
	readonly path: string;
	readonly query: string;
}): Linked | undefined {
	if (path !== openPath) return undefined;
	const fields = new URLSearchParams(query);
	const [sessionId, messageId] = [fields.get('session'), fields.get('message')];
	return isId(sessionId) && isId(messageId) ? { sessionId, messageId } : undefined;
}

function isId(value: string | null): value is string {
	return value !== null && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value);
}
