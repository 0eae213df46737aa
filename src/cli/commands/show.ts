import { messageSection, titleHeading } from '../../formats/messageSection.js';
import { counted } from '../../formats/shown.js';
import type { Message, Session } from '../../store/model.js';
import type { SessionReader } from '../../store/sessionStore.js';
import type { CliCommand } from '../command.js';
import { sessionNamed } from '../naming.js';
import type { Output } from '../output.js';
import { withStore } from '../storeFolder.js';

/** Messages that are read at once. */
const step = 250;

export const show: CliCommand = {
	name: 'show',
	parameters: '<session>',
	count: { least: 1, most: 1 },
	summary: 'print a transcript as Markdown',
	details: [
		'--json: { session, snapshots, branches, messages }, as Session, Snapshot, Branch and Message of store.d.ts.',
	],
	options: {},
	run: (call) =>
		withStore(call, 'look', async (store) => {
			const session = await sessionNamed(store, call.given[0] ?? '');
			await (call.flag('json') ? printJson : print)(call.out, store, session);
			return 0;
		}),
};

async function print(out: Output, store: SessionReader, session: Session): Promise<void> {
	const { title, messageCount } = session;
	const count = messageCount === 0 ? 'This session is empty.' : `${counted(messageCount, 'message')}.`;
	await out.line(titleHeading(title), '\n\n', count);
	let number = 1;
	for await (const message of messagesOf(store, session)) {
		await out.line('\n', messageSection(message, number));
		number++;
	}
}

/** A line for each message. */
async function printJson(out: Output, store: SessionReader, session: Session): Promise<void> {
	const about = {
		session,
		snapshots: await store.getSnapshots(session.id),
		branches: await store.getBranches(session.id),
	};
	await out.jsonPiece(`${JSON.stringify(about).slice(0, -1)},"messages":[`);
	let comma = '';
	for await (const message of messagesOf(store, session)) {
		await out.jsonPiece(`${comma}\n${JSON.stringify(message)}`);
		comma = ',';
	}
	await out.jsonPiece('\n]}\n');
}

async function* messagesOf(store: SessionReader, { id, messageCount }: Session): AsyncIterable<Message> {
	for (let start = 0; start < messageCount; start += step)
		yield* await store.getMessages(id, { start, end: Math.min(start + step, messageCount) });
}
