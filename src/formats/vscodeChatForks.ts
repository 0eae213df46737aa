import type { IncomingMessage, IncomingSession } from '../store/incoming.js';
import type { NewMessage } from '../store/model.js';
import { fingerprint } from '../store/contentNames.js';
import { printOf } from './turns.js';
import type { ChatRequest, ChatSession } from './vscodeChatSession.js';

/**
 * The chats, each fork with what it copied shared with the earlier chat that says all of it, or some of it where the
 * fork is called after that. One whose parent is not among them stays whole.
 */
export function withForks<Chat extends ChatSession>(chats: readonly Chat[]): readonly Chat[] {
	if (!chats.some(({ requests }) => requests[0]?.isCopy)) return chats;
	const resolved = new Map<Chat, Chat>();
	const known = new Map<string, Told>();
	for (const chat of [...chats].sort(byAge)) {
		const told = toldIn(chat);
		const shared = sharedOf(chat, told, known);
		resolved.set(chat, shared.length === 0 ? chat : sharing(chat, shared));
		const instead = new Map(told.slice(0, shared.length).map((each, i) => [each, shared[i]]));
		for (const each of told) {
			if (instead.has(each)) continue;
			each.before = (each.before && instead.get(each.before)) ?? each.before;
			for (const key of [each.key, named(each.key, chat.session.title)])
				if (!each.request.isCopy && !known.has(key)) known.set(key, each);
		}
	}
	return chats.map((chat) => resolved.get(chat) ?? chat);
}

/** A request of a chat. */
interface Told {
	/** Tells apart what was said up to its end. */
	readonly key: string;
	readonly session: IncomingSession;
	readonly request: ChatRequest;
	/** The one that it follows. */
	before: Told | undefined;
}

function byAge({ session: one }: ChatSession, { session: other }: ChatSession): number {
	return one.createdAt - other.createdAt || (one.source.id < other.source.id ? -1 : 1);
}

function toldIn({ session, requests }: ChatSession): readonly Told[] {
	const ends = new Map<string | null, Told>();
	return requests.map((request): Told => {
		const prints = request.messages.map(({ body }) => printOf(JSON.parse(body.text) as NewMessage));
		const before = ends.get(request.after);
		const key = fingerprint(JSON.stringify([before?.key ?? request.after, ...prints]));
		const told = { key, session, request, before };
		ends.set(request.end, told);
		return told;
	});
}

/** What of its parent a fork repeats, from the first request on; nothing where its parent is not known. */
function sharedOf(
	{ session, requests }: ChatSession,
	told: readonly Told[],
	known: ReadonlyMap<string, Told>,
): readonly Told[] {
	const other = requests.findIndex(
		({ isCopy: copied, after }, i) => !copied || after !== (requests[i - 1]?.end ?? null),
	);
	const copied = told.slice(0, other < 0 ? undefined : other);
	const title = /[:：]\s*(.*)/s.exec(session.title)?.[1] ?? session.title;
	const end = copied.findLastIndex(
		({ key }, i) => known.has(named(key, title)) || (i === copied.length - 1 && known.has(key)),
	);
	const key = copied[end]?.key ?? '';
	const shared: Told[] = [];
	for (let at = known.get(named(key, title)) ?? known.get(key); at; at = at.before) shared.push(at);
	return shared.reverse();
}

function named(key: string, title: string): string {
	return `${key} ${title}`;
}

/** The fork with its own messages only, which follow those of its parent. */
function sharing<Chat extends ChatSession>(chat: Chat, shared: readonly Told[]): Chat {
	const last = shared.at(-1);
	if (!last) return chat;
	const { session, requests } = chat;
	const names = new Map<string, string>();
	for (const [i, { request }] of shared.entries()) {
		for (const [at, { id }] of request.messages.entries()) names.set(requests[i]?.messages[at]?.id ?? '', id);
	}
	const isOwn = ({ id }: IncomingMessage): boolean => !names.has(id);
	const nameOf = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? id));
	const own = requests.slice(shared.length);
	const parent = last.session.source;
	return {
		...chat,
		session: {
			...session,
			parent,
			relation: 'fork',
			shares: { from: parent, after: last.request.end },
			copied: 0,
			messages: session.messages.filter(isOwn).map((each) => ({ ...each, after: nameOf(each.after) })),
			head: nameOf(session.head),
			snapshots: session.snapshots.filter(({ messageId }) => !names.has(messageId ?? '')),
		},
		requests: own,
		children: own.flatMap(({ children }) => children),
	};
}
