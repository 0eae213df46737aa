import type { Json } from '../store/model.js';
import { isJsonObject, parsedJson } from './json.js';
import { documentOf } from './inputFile.js';
import { circleWords, parentsFirst } from './parentsFirst.js';
import { listAt, stringAt } from './pick.js';
import type { Count, Format, InputFile, ReadContext } from './source.js';
import { withForks } from './vscodeChatForks.js';
import { VscodeChatLog, beginsLog } from './vscodeChatLog.js';
import { vscodeChatName } from './vscodeChatParts.js';
import { type ChatFile, type ChatSession, readSession } from './vscodeChatSession.js';
import { uriPath } from './vscodeChatText.js';

/**
 * VS Code's own chats: what *Chat: Export Chat…* writes, and the files of `chatSessions`: `.json` and, since 1.109,
 * `.jsonl`, a log of changes (its `chatModel` and `chatSessionStore`).
 */
export const vscodeChat: Format = {
	name: vscodeChatName,
	title: 'VS Code chat',
	attachments: /[^/]+\/workspace\.json$/,
	recognises: ({ shape, head }) =>
		shape === 'lines' ? head.some(beginsLog) : isJsonObject(head[0]) && isChat(head[0]),
	begin(context) {
		const found = new Map<string, Found>();
		return {
			async add(file) {
				const isLog = file.shape === 'lines';
				const { path, modified } = file;
				const place = { path, modified, folder: await folderOf(file, context) };
				const chat = isLog
					? await readLog(file, place, context)
					: readSession(await documentOf(file), [], place, context);
				if (!chat) return { sessions: 0, messages: 0 };
				const { id } = chat.session.source;
				const other = found.get(id);
				if (!other || isBetter({ ...chat, path, isLog }, other)) found.set(id, { ...chat, path, isLog });
				return countOf(chat, other);
			},
			finish() {
				const chats = new Map(withForks([...found.values()]).map((chat) => [chat.session.source.id, chat]));
				const byId = new Map([...chats].map(([id, { session }]) => [id, session]));
				const roots = new Set<string>();
				const ordered = parentsFirst(
					[...byId.values()],
					({ parent }) => (parent ? byId.get(parent.id) : undefined),
					({ source }) => {
						roots.add(source.id);
						context.warn(found.get(source.id)?.path ?? '', circleWords);
					},
				);
				return ordered.flatMap((session) => [
					roots.has(session.source.id) ? { ...session, parent: null } : session,
					...(chats.get(session.source.id)?.children ?? []),
				]);
			},
		};
	},
};

interface Found extends ChatSession {
	readonly path: string;
	readonly isLog: boolean;
}

/** The log has all that the older form has; of two of one form, the one where more was said. */
function isBetter(one: Found, other: Found): boolean {
	if (one.isLog !== other.isLog) return one.isLog;
	return one.session.messages.length >= other.session.messages.length;
}

function countOf({ session, children }: ChatSession, other: Found | undefined): Count {
	const messages = children.reduce((sum, child) => sum + child.messages.length, session.messages.length);
	return { sessions: other ? 0 : 1 + children.length, messages };
}

/** `responderUsername` is in all that VS Code writes; a part of it that other tools keep may lack it. */
function isChat(value: Json): boolean {
	const requests = listAt(value, 'requests');
	if (!requests) return false;
	const [first] = requests;
	return (
		stringAt(value, 'responderUsername') !== undefined ||
		(isJsonObject(first) &&
			stringAt(first, 'requestId') !== undefined &&
			Object.hasOwn(first, 'message') &&
			Object.hasOwn(first, 'response'))
	);
}

/** VS Code keeps beside the chats of a workspace where that lies. */
async function folderOf({ place }: InputFile, context: ReadContext): Promise<string | undefined> {
	const [, storage] = /([^/]+)\/chatSessions\/[^/]+$/.exec(place) ?? [];
	const text = storage === undefined ? undefined : await context.attached(`${storage}/workspace.json`);
	const folder = stringAt(parsedJson(text ?? ''), 'folder');
	return folder?.startsWith('file://') ? uriPath(folder) : undefined;
}

async function readLog(
	file: InputFile,
	place: ChatFile,
	context: ReadContext,
): Promise<ChatSession | undefined> {
	const log = new VscodeChatLog();
	for await (const lines of file.lines()) for (const line of lines) log.take(line);
	const { state, removed, stoppedAt, passedOver } = log;
	if (stoppedAt !== undefined)
		context.warn(file.path, `line ${String(stoppedAt)} cannot be followed; from there on nothing was read`);
	const [passed] = passedOver;
	if (passed !== undefined) {
		const lines = passedOver.length === 1 ? 'line' : 'lines';
		const numbers = passedOver.slice(0, 5).join(', ') + (passedOver.length > 5 ? ', …' : '');
		context.warn(file.path, `${lines} ${numbers}: a change of a place that cannot be, left out`);
	}
	return state === undefined ? undefined : readSession(state, removed, place, context);
}
