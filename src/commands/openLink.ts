import { Uri } from 'vscode';
import type { SessionRef } from '../host/sessionRef.js';
import { StoreError } from '../store/errors.js';
import { CommandError } from './explain.js';
import type { Command, Invocation } from './invocation.js';
import { readLink } from './messageLink.js';
import { show } from './show.js';

/** Opens the transcript that a link names, at its message. */
export const openLink: Command = async (call, uri) => {
	const link = uri instanceof Uri ? readLink(uri) : undefined;
	if (!link) throw new CommandError('This is not a link to a message of a session.');
	const ref = await find(call, link.sessionId);
	if (!ref) {
		throw new CommandError(
			'No folder that is open here has the session of this link. Open its folder, then follow the link again.',
		);
	}
	await show(call, ref, link.messageId);
};

/** The session with that id in the first open folder that has it. */
async function find(call: Invocation, sessionId: string): Promise<SessionRef | undefined> {
	for (const { opened } of await call.stores.folders()) {
		if (!opened) continue;
		try {
			await opened.store.getSession(sessionId);
			return { folder: opened.folder, sessionId };
		} catch (error) {
			if (!StoreError.is(error, 'UNKNOWN_SESSION')) throw error;
		}
	}
	return undefined;
}
