import { counted, shownTitle } from '../../formats/shown.js';
import type { Session } from '../../store/model.js';
import type { SessionStore } from '../../store/sessionStore.js';
import type { Call, CliCommand } from '../command.js';
import { UsageError } from '../failures.js';
import { revertPoint, sessionNamed } from '../naming.js';
import { withStore } from '../storeFolder.js';

export const revert: CliCommand = {
	name: 'revert',
	parameters: '<session> --to <message | snapshot>',
	count: { least: 1, most: 1 },
	summary: 'let a session end at an earlier message; nothing is lost',
	details: [
		'What came after stays as a branch: revert to its last message to get it back.',
		'--json: { sessionId, head, before, messageCount }; `head` is the last message now, `before` what it was.',
	],
	options: {
		to: {
			value: 'place',
			about: 'a message by number (0: before the first) or id, or a snapshot by id or label',
		},
	},
	run: async (call) => {
		const to = call.text('to');
		if (to === undefined) throw new UsageError('Something is missing: --to <message | snapshot>.');
		return withStore(call, 'write', async (store) => {
			const session = await sessionNamed(store, call.given[0] ?? '');
			const head = await revertTo(store, session, to);
			await tell(call, session, head, await store.getSession(session.id));
			return 0;
		});
	},
};

async function revertTo(store: SessionStore, session: Session, to: string): Promise<string | null> {
	const point = await revertPoint(store, session, to);
	return 'label' in point
		? store.revertToSnapshot(session.id, point.id)
		: store.revertToMessage(session.id, point);
}

async function tell(
	{ out, flag }: Call,
	{ id, title, head: before }: Session,
	head: string | null,
	{ messageCount }: Session,
): Promise<void> {
	if (flag('json')) {
		await out.json({ sessionId: id, head, before, messageCount });
		return;
	}
	await out.line(`“${shownTitle(title)}” has ${counted(messageCount, 'message')} now.`);
	if (before !== null && before !== head && out.isTerminal)
		await out.line(`Back again: session-hierarchy revert ${id} --to ${before}`);
}
