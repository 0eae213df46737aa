import { shownTitle } from '../../formats/shown.js';
import type { CliCommand } from '../command.js';
import { sessionNamed } from '../naming.js';
import { withStore } from '../storeFolder.js';
import { tellMade } from '../tellMade.js';

export const newSession: CliCommand = {
	name: 'new',
	parameters: '[title]',
	count: { least: 0, most: 1 },
	summary: 'make a session; gives its id',
	details: ['--json: { sessionId }'],
	options: { parent: { value: 'session', about: 'put it under that session, as its child' } },
	run: (call) =>
		withStore(call, 'make', async (store, folder) => {
			const [title] = call.given;
			const named = call.text('parent');
			const parent = named === undefined ? undefined : await sessionNamed(store, named);
			const sessionId = await store.createSession({
				...(title !== undefined && { title }),
				parentId: parent?.id ?? null,
			});
			const where = parent ? `under “${shownTitle(parent.title)}”` : `in ${folder}`;
			await tellMade(call, `Made “${shownTitle(title ?? 'New session')}” ${where}.`, sessionId, {
				sessionId,
			});
			return 0;
		}),
};
