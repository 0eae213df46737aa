import type { IncomingMessage, IncomingSession, IncomingSnapshot } from '../store/incoming.js';
import type { Source } from '../store/model.js';
import { circleWords, parentsFirst } from './parentsFirst.js';
import type { ReadContext } from './source.js';
import { isNewer } from './versions.js';

/** What a person asked for, by the id of the message, as a title. */
export interface Prompt {
	readonly messageId: string;
	readonly title: string;
}

/** A session of one file, before it is known what the other files hold. */
export interface Draft {
	readonly path: string;
	readonly id: string;
	readonly messages: readonly IncomingMessage[];
	readonly snapshots: readonly IncomingSnapshot[];
	/** In the order of the file. */
	readonly prompts: readonly Prompt[];
	/** Milliseconds since 1970. */
	readonly updatedAt: number;
}

/**
 * One draft for each session: what is written last, with what only other files have. A file may hold only what follows
 * the messages of one before it, so that messages stay in the order of the files.
 */
export function mergedById<D extends Draft>(drafts: readonly D[]): readonly D[] {
	const merged = new Map<string, D>();
	for (const draft of drafts) {
		const known = merged.get(draft.id);
		merged.set(draft.id, known ? merge(known, draft) : draft);
	}
	return [...merged.values()];
}

function merge<D extends Draft>(known: D, more: D): D {
	const ids = new Set(known.messages.map(({ id }) => id));
	const labels = new Set(known.snapshots.map(placeOf));
	return {
		...(isNewer(more, known) ? more : known),
		messages: [...known.messages, ...more.messages.filter(({ id }) => !ids.has(id))],
		prompts: [...known.prompts, ...more.prompts.filter(({ messageId }) => !ids.has(messageId))],
		snapshots: [...known.snapshots, ...more.snapshots.filter((each) => !labels.has(placeOf(each)))],
	};
}

function placeOf({ messageId, label }: IncomingSnapshot): string {
	return JSON.stringify([messageId, label]);
}

/** What a session is called that has no title: by its first prompt that its parent does not have. */
export function titleByPrompt(draft: Draft, parent: Draft | undefined): string {
	const inherited = new Set(parent?.messages.map(({ id }) => id));
	const own = draft.prompts.find(({ messageId }) => !inherited.has(messageId));
	return (own ?? draft.prompts[0])?.title ?? 'Untitled';
}

/** Sessions of one format, parents first; where they name each other in a circle, one becomes a root. */
export function inOrder(
	sessions: readonly IncomingSession[],
	drafts: ReadonlyMap<string, Draft>,
	context: ReadContext,
): readonly IncomingSession[] {
	const byId = new Map(sessions.map((session) => [session.source.id, session]));
	const cut = new Set<IncomingSession>();
	const ordered = parentsFirst(
		sessions,
		({ parent }) => byId.get(parent?.id ?? ''),
		(session) => {
			cut.add(session);
			const path = drafts.get(session.source.id)?.path ?? '';
			context.warn(path, `“${session.title}”: ${circleWords}`);
		},
	);
	return ordered.map((session) => (cut.has(session) ? asRoot(session) : session));
}

/** The session on its own: what followed a message of another begins a conversation. */
function asRoot(session: IncomingSession): IncomingSession {
	const { shares, messages, head } = session;
	const point = shares === 'prefix' ? null : (shares?.after ?? null);
	const own = (id: string | null): string | null => (id === point ? null : id);
	return {
		...session,
		parent: null,
		relation: 'child',
		shares: null,
		messages: point === null ? messages : messages.map((each) => ({ ...each, after: own(each.after) })),
		head: own(head),
	};
}

/** The session that a file says it came from; null for itself. */
export function parentNamed(format: string, own: string, parent: string | undefined): Source | null {
	return parent === undefined || parent === '' || parent === own ? null : { format, id: parent };
}

/** The id in a file's name: what looks like a UUID, else what stands behind the last `_`, else the name. */
export function idInPath(path: string): string {
	const name = path
		.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
		.replace(/\.jsonl$/, '');
	const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.exec(name);
	return uuid ? uuid[0] : name.slice(name.lastIndexOf('_') + 1);
}
