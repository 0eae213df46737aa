import { bundleOf } from '../../../src/formats/toBundle.js';
import { readSources } from '../../../src/formats/readSources.js';
import type { Reading, SourceFile } from '../../../src/formats/source.js';
import type { Bundle } from '../../../src/store/bundleModel.js';
import type { IncomingMessage, IncomingSession } from '../../../src/store/incoming.js';
import type { Json, Message } from '../../../src/store/model.js';
import { found } from './fixtures.js';

/** Reads files that lie in a folder, by their paths; a list becomes one JSON value a line. */
export function readAll(files: Readonly<Record<string, string | Json>>): Promise<Reading> {
	return readSources(Object.entries(files).map(([path, content]) => found(path, contentOf(content))));
}

function contentOf(content: string | Json): string {
	if (typeof content === 'string') return content;
	return JSON.stringify(content);
}

/** The text of a file with one JSON value a line. */
export function asLines(values: readonly Json[]): string {
	return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

/** A message as the store will have it, but for the ids. */
export function unpacked(message: IncomingMessage): Message {
	return {
		id: message.id,
		after: message.after,
		...(JSON.parse(message.body.text) as Omit<Message, 'id' | 'after'>),
	};
}

/** The messages from the first to the head. */
export function pathOf({ messages, head }: IncomingSession): readonly Message[] {
	const byId = new Map(messages.map((message) => [message.id, message]));
	const path: Message[] = [];
	for (let at = byId.get(head ?? ''); at; at = byId.get(at.after ?? '')) path.unshift(unpacked(at));
	return path;
}

/** A message's metadata, but for what it is called. */
export function about(message: Message | undefined): object {
	return Object.fromEntries(Object.entries(message?.metadata ?? {}).filter(([key]) => key !== 'nativeId'));
}

/** One line a message: its role and what it says, tool calls by name and id. */
export function said({ role, content, toolCalls, toolCallId }: Message): string {
	const parts =
		typeof content === 'string'
			? [content]
			: content.map((part) => ('text' in part ? `<${part.type}>${part.text ?? ''}` : `<${part.type}>`));
	const calls = (toolCalls ?? []).map(({ id, name }) => `${name}()#${id}`);
	return [role, ...(toolCallId === undefined ? [] : [`#${toolCallId}`]), ...parts, ...calls].join(' ');
}

/** What is said on the way to the head, and what is said aside. */
export function shown(session: IncomingSession | undefined): {
	readonly path: readonly string[];
	readonly aside: readonly string[];
} {
	if (!session) throw new TypeError('no session was read');
	const path = pathOf(session);
	const current = new Set(path.map(({ id }) => id));
	const aside = session.messages.filter(({ id }) => !current.has(id));
	return { path: path.map(said), aside: aside.map((message) => said(unpacked(message))) };
}

/**
 * What files become, with ids that can be foretold: a session has its id in the source, a message that and how many are
 * before it, a snapshot that and its number. Undefined: no session.
 */
export async function readBundle(
	files: readonly SourceFile[],
): Promise<Reading & { readonly bundle: Bundle | undefined }> {
	const reading = await readSources(files);
	const { bundle } = bundleOf(reading, ({ source: { id } }, message) =>
		message ? `${id}|${message.id}` : id,
	);
	if (bundle.sessions.length === 0) return { ...reading, bundle: undefined };
	const depths = new Map<string, number>();
	const names = new Map<string, string>();
	const branches = new Map<string, number>();
	for (const { id, messages } of bundle.sessions) {
		for (const message of messages) {
			const depth = message.after === null ? 0 : (depths.get(message.after) ?? 0) + 1;
			depths.set(message.id, depth);
			const name = `${id}/${String(depth)}`;
			const branch = branches.get(name) ?? 0;
			branches.set(name, branch + 1);
			names.set(message.id, branch === 0 ? name : `${name} on branch ${String(branch)}`);
		}
	}
	const name = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? id));
	const sessions = bundle.sessions.map((session) => ({
		...session,
		forkPoint: session.forkPoint && { ...session.forkPoint, messageId: name(session.forkPoint.messageId) },
		head: name(session.head),
		messages: session.messages.map((each) => ({
			...each,
			id: name(each.id) ?? '',
			after: name(each.after),
		})),
		snapshots: session.snapshots.map((each, at) => ({
			...each,
			id: `${session.id}/snapshot ${String(at)}`,
			messageId: name(each.messageId),
		})),
		discarded: session.discarded.map((each) => name(each) ?? ''),
	}));
	return { ...reading, bundle: { ...bundle, sessions } };
}
