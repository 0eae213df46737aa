import type { IncomingMessage, IncomingSession, IncomingSnapshot } from '../store/incoming.js';
import type { Source } from '../store/model.js';
import { parentsFirst } from './parentsFirst.js';
import type { ReadContext } from './source.js';

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
}

/** One draft for each session: where several files hold it, the one that has most, with what only the others have. */
export function mergedById<D extends Draft>(drafts: readonly D[]): readonly D[] {
	const merged = new Map<string, D>();
	for (const draft of drafts) {
		const known = merged.get(draft.id);
		if (!known) merged.set(draft.id, draft);
		else if (draft.messages.length > known.messages.length) merged.set(draft.id, merge(draft, known));
		else merged.set(draft.id, merge(known, draft));
	}
	return [...merged.values()];
}

function merge<D extends Draft>(most: D, other: D): D {
	const ids = new Set(most.messages.map(({ id }) => id));
	const labels = new Set(most.snapshots.map(placeOf));
	return {
		...most,
		messages: [...most.messages, ...other.messages.filter(({ id }) => !ids.has(id))],
		snapshots: [...most.snapshots, ...other.snapshots.filter((each) => !labels.has(placeOf(each)))],
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
			context.warn(path, `“${session.title}”: its parents lead back to itself; it has no parent now`);
		},
	);
	return ordered.map((session) =>
		cut.has(session) ? { ...session, parent: null, relation: 'child', shares: null } : session,
	);
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
