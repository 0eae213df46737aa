import { shownTitle } from '../../formats/shown.js';
import type { CliCommand } from '../command.js';
import { Failure } from '../failures.js';
import { messagePlace, sessionNamed } from '../naming.js';
import { withStore } from '../storeFolder.js';
import { tellMade } from '../tellMade.js';

export const fork: CliCommand = {
	name: 'fork',
	parameters: '<session>',
	count: { least: 1, most: 1 },
	summary: 'make a session that shares the messages of another one; gives its id',
	details: [
		'Results of tools that follow the message directly are shared, too: no tool call is parted from its results.',
		'--json: { sessionId, parentId, messageId }; `messageId`: the last message that they share, or null.',
	],
	options: {
		at: { value: 'message', about: 'the last message that they share, by number or id (default: the last)' },
		title: { value: 'title', about: 'default: Fork of <title>' },
	},
	run: (call) =>
		withStore(call, 'write', async (store) => {
			const session = await sessionNamed(store, call.given[0] ?? '');
			const at = call.text('at');
			const place = at === undefined ? undefined : messagePlace(session, at);
			const title = call.text('title');
			if (place && 'index' in place && place.index < 0)
				throw new Failure('A fork shares at least one message: the first is number 1.');
			const sessionId = await store.forkSession(session.id, {
				...(place &&
					('index' in place ? { fromMessageIndex: place.index } : { fromMessageId: place.messageId })),
				...(title !== undefined && { title }),
			});
			const made = await store.getSession(sessionId);
			const where = made.messageCount === 0 ? '' : ` at message ${made.messageCount.toLocaleString()}`;
			await tellMade(call, `Forked “${shownTitle(session.title)}”${where}.`, sessionId, {
				sessionId,
				parentId: session.id,
				messageId: made.forkPoint?.messageId ?? null,
			});
			return 0;
		}),
};
