import type { IncomingMessage, IncomingSession } from '../store/incoming.js';
import type { JsonObject } from '../store/model.js';
import type { CodexDraft } from './codexFile.js';
import { codexName, type HistoryBase } from './codexMeta.js';
import { inOrder, mergedById, parentNamed, titleByPrompt } from './drafts.js';
import { parentsFirst } from './parentsFirst.js';
import { filled } from './parts.js';
import { objectAt } from './pick.js';
import type { ReadContext } from './source.js';

/** A message of a session that comes before what another file holds. */
interface Point {
	readonly sessionId: string;
	readonly messageId: string | null;
}

/** Makes sessions of what all files hold. `titles`: by the ids of sessions. */
export function linkCodex(
	drafts: readonly CodexDraft[],
	titles: ReadonlyMap<string, string>,
	context: ReadContext,
): readonly IncomingSession[] {
	const ordered = basesFirst(drafts, context);
	const files = new Files(ordered);
	const merged = mergedById(ordered.map((draft) => files.goneOn(draft)));
	const byId = new Map(merged.map((draft) => [draft.id, draft]));
	const sessions = merged.map((draft) => asSession(draft, { files, byId, titles, context }));
	return inOrder(sessions, byId, context);
}

/** Each file after the one that it goes on from; a file that goes on from itself stands alone. */
function basesFirst(drafts: readonly CodexDraft[], context: ReadContext): readonly CodexDraft[] {
	const byName = namesOf(drafts);
	const circular = new Set<CodexDraft>();
	const ordered = parentsFirst(
		drafts,
		({ base }) => byName.get(base?.rollout ?? ''),
		(draft) => {
			circular.add(draft);
			context.warn(draft.path, 'what it goes on from leads back to itself; it begins with its own messages');
		},
	);
	return ordered.map((draft) => (circular.has(draft) ? { ...draft, base: undefined } : draft));
}

/** Files by what others call them. */
function namesOf(drafts: readonly CodexDraft[]): ReadonlyMap<string, CodexDraft> {
	const names = new Map<string, CodexDraft>();
	for (const draft of drafts) names.set(draft.rollout, draft);
	for (const draft of drafts) if (!names.has(draft.id)) names.set(draft.id, draft);
	return names;
}

class Files {
	readonly #byName: ReadonlyMap<string, CodexDraft>;

	constructor(drafts: readonly CodexDraft[]) {
		this.#byName = namesOf(drafts);
	}

	/** A session that was set back goes on in a file of its own: what it says follows what the earlier file says. */
	goneOn(draft: CodexDraft): CodexDraft {
		const first = this.#firstOf(draft);
		if (!draft.base || first === draft) return draft;
		const point = this.pointOf(draft.base);
		const own = point?.sessionId === draft.id ? point.messageId : null;
		return {
			...draft,
			meta: first.meta,
			base: first.base,
			messages: following(draft.messages, own),
			head: draft.head ?? own,
			name: draft.name ?? first.name,
			createdAt: first.createdAt,
		};
	}

	/** The first file of a session. */
	#firstOf(draft: CodexDraft): CodexDraft {
		const seen = new Set([draft]);
		let first = draft;
		for (;;) {
			const earlier = this.#byName.get(first.base?.rollout ?? '');
			if (earlier?.id !== draft.id || seen.has(earlier)) return first;
			seen.add(earlier);
			first = earlier;
		}
	}

	/** Undefined: one of the files is not here. */
	pointOf({ rollout, endOrdinal }: HistoryBase): Point | undefined {
		const seen = new Set<CodexDraft>();
		let end = endOrdinal;
		let file = this.#byName.get(rollout);
		while (file && !seen.has(file)) {
			seen.add(file);
			const found = endBefore(file, end);
			if (found) return { sessionId: file.id, messageId: found.messageId };
			if (!file.base) return { sessionId: file.id, messageId: null };
			end = Math.min(end, file.base.endOrdinal);
			file = this.#byName.get(file.base.rollout);
		}
		return undefined;
	}
}

/** Where a file's transcript ends before a line. */
function endBefore({ ends }: CodexDraft, ordinal: number): { readonly messageId: string | null } | undefined {
	return ends.findLast((end) => end.ordinal < ordinal);
}

function following(messages: readonly IncomingMessage[], after: string | null): readonly IncomingMessage[] {
	return after === null
		? messages
		: messages.map((message) => (message.after === null ? { ...message, after } : message));
}

interface Surroundings {
	readonly files: Files;
	readonly byId: ReadonlyMap<string, CodexDraft>;
	readonly titles: ReadonlyMap<string, string>;
	readonly context: ReadContext;
}

function asSession(draft: CodexDraft, { files, byId, titles, context }: Surroundings): IncomingSession {
	const { id, meta } = draft;
	const parent = parentNamed(codexName, id, meta.parentId);
	const parentDraft = parent ? byId.get(parent.id) : undefined;
	const title = titles.get(id) ?? draft.name ?? titleByPrompt(draft, parentDraft);
	const point = draft.base && pointAbove(draft, files.pointOf(draft.base));
	if (draft.base && !point)
		context.warn(draft.path, `“${title}”: the file with what was said before is not among the files`);
	const after = point?.messageId ?? null;
	const copies = parent && meta.copiesParent && !draft.base ? 'prefix' : null;
	return {
		source: { format: codexName, id },
		title,
		parent,
		relation: parent ? meta.relation : 'child',
		shares: point ? { from: { format: codexName, id: point.sessionId }, after } : copies,
		messages: following(draft.messages, after),
		head: draft.head ?? after,
		snapshots: draft.snapshots,
		agentName: meta.agentName,
		metadata: metadataOf(draft),
		shared: false,
		createdAt: draft.createdAt,
		updatedAt: draft.updatedAt,
	};
}

function metadataOf({ meta: { metadata }, cwd, events }: CodexDraft): JsonObject {
	const own = filled({ ...objectAt(metadata, codexName), events: events.length > 0 ? events : undefined });
	return filled({ ...metadata, cwd, [codexName]: own }) ?? {};
}

/** A point in another session, of a message that this one does not have itself. */
function pointAbove({ id, messages }: CodexDraft, point: Point | undefined): Point | undefined {
	if (!point || point.sessionId === id) return undefined;
	return messages.some((message) => message.id === point.messageId) ? undefined : point;
}
