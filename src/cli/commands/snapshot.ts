import { shownTitle } from '../../formats/shown.js';
import type { CliCommand } from '../command.js';
import { messageIdAt, messagePlace, sessionNamed } from '../naming.js';
import { withStore } from '../storeFolder.js';
import { tellMade } from '../tellMade.js';

export const snapshot: CliCommand = {
	name: 'snapshot',
	parameters: '<session>',
	count: { least: 1, most: 1 },
	summary: 'put a label on a message; gives the id of the snapshot',
	details: ['--json: { sessionId, snapshotId, messageId }; `messageId` is null before the first message.'],
	options: {
		label: { value: 'text', about: 'default: Snapshot <number>' },
		at: { value: 'message', about: 'by number (0: before the first) or id (default: the last)' },
	},
	run: (call) =>
		withStore(call, 'write', async (store) => {
			const session = await sessionNamed(store, call.given[0] ?? '');
			const at = call.text('at');
			const messageId =
				at === undefined ? session.head : await messageIdAt(store, session, messagePlace(session, at));
			const label = call.text('label');
			const snapshotId = await store.createSnapshot(session.id, {
				messageId,
				...(label !== undefined && { label }),
			});
			await tellMade(call, `Labelled a message of “${shownTitle(session.title)}”.`, snapshotId, {
				sessionId: session.id,
				snapshotId,
				messageId,
			});
			return 0;
		}),
};
