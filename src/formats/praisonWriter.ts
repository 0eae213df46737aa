import type { Bundle, BundleSession } from '../store/bundleModel.js';
import { awaitedKey } from '../store/mergeRecords.js';
import type { Json, JsonObject, Message } from '../store/model.js';
import { messagesById, pathTo } from './headPath.js';
import { without } from './json.js';
import { keptKey } from './kept.js';
import { stringAt } from './pick.js';
import { type Named, fileName, nameSessions } from './praisonIds.js';
import { LossCount } from './praisonLosses.js';
import { writeTurn } from './praisonMessage.js';
import { findMark, variantOf } from './praisonOrigin.js';
import { ownIndex, writeSnapshot } from './praisonSnapshots.js';
import type { Written } from './written.js';

/** A session split up as its file has it. */
interface Sections {
	readonly archived: readonly JsonObject[];
	readonly live: readonly JsonObject[];
	/** The indices of `live` by message id. */
	readonly indices: ReadonlyMap<string, number>;
}

const noSections: Sections = { archived: [], live: [], indices: new Map() };

interface Context {
	readonly names: ReadonlyMap<string, Named>;
	/** All ids that the files have. */
	readonly taken: ReadonlySet<string>;
	/** The ids that a session's children have in PraisonAI, by the session's id in the bundle. */
	readonly children: ReadonlyMap<string, readonly string[]>;
	readonly sections: ReadonlyMap<string, Sections>;
	readonly losses: LossCount;
}

/**
 * The sessions as files of PraisonAI's hierarchical store, one a session. Every message on a transcript is
 * in it; those that came from there are as they were. Takes what `asBundle` would give.
 */
export function writePraison(bundle: Bundle): Written {
	const { sessions } = bundle;
	const messages = messagesById(bundle);
	const names = nameSessions(sessions);
	const losses = new LossCount();
	const sections = new Map<string, Sections>();
	for (const session of sessions) {
		const path = pathTo(session.head, messages);
		losses.countSession(session, path, names.get(session.id));
		sections.set(session.id, split(path, names.get(session.id)));
	}
	const taken = new Set([...names.values()].map(({ id }) => id));
	const context = { names, taken, children: childrenOf(sessions, names), sections, losses };
	const files = sessions.map((session) => ({
		name: fileName(names.get(session.id)?.id ?? session.id),
		text: JSON.stringify(fieldsOf(session, context), null, 2),
	}));
	return { files, losses: losses.inWords() };
}

function childrenOf(
	sessions: readonly BundleSession[],
	names: ReadonlyMap<string, Named>,
): ReadonlyMap<string, readonly string[]> {
	const children = new Map<string, string[]>();
	for (const { id, parentId } of sessions) {
		if (parentId === null) continue;
		const list = children.get(parentId) ?? [];
		list.push(names.get(id)?.id ?? id);
		children.set(parentId, list);
	}
	return children;
}

function split(path: readonly Message[], named: Named | undefined): Sections {
	const origin = named?.origin;
	const start = findMark(origin?.start, path) ?? 0;
	const live = Math.max(start, findMark(origin?.live, path) ?? start);
	const written = path.map((message, i) => variantOf(origin, i, writeTurn(message)));
	return {
		archived: written.slice(start, live),
		live: written.slice(live),
		indices: new Map(path.slice(live).map(({ id }, i) => [id, i])),
	};
}

function fieldsOf(session: BundleSession, context: Context): JsonObject {
	const { names, sections } = context;
	const { id, origin } = names.get(session.id) ?? { id: session.id, origin: undefined };
	const old = origin?.fields ?? {};
	const { archived, live } = sections.get(session.id) ?? noSections;
	const parentId = parentOf(session, old, context);
	const fields: JsonObject = {
		...(origin ? old : { user_id: null }),
		session_id: id,
		messages: live,
		...((archived.length > 0 || 'archived_messages' in old) && { archived_messages: archived }),
		created_at: time(session.createdAt, old['created_at']),
		updated_at: time(session.updatedAt, old['updated_at']),
		agent_name: session.agentName,
		metadata: {
			...without(ownMetadata(session, parentId), keptKey),
			...(origin?.inMetadata !== undefined && { [keptKey]: origin.inMetadata }),
		},
		parent_id: parentId,
		forked_from_message_id: forkedFrom(session, old, parentId, context),
		children_ids: childIds(session, old['children_ids'], context),
		snapshots: snapshotsOf(session, id, context),
		is_shared: session.shared,
		title: origin?.title === session.title ? (old['title'] ?? null) : session.title,
	};
	return origin ? withoutEmptyNews(fields, old) : fields;
}

/** Without the parent that was never imported, where that is the one that is written down. */
function ownMetadata({ metadata }: BundleSession, parentId: string | null): JsonObject {
	const isSame = parentId !== null && stringAt(metadata[awaitedKey], 'id') === parentId;
	return isSame ? without(metadata, awaitedKey) : metadata;
}

/** PraisonAI's plain store writes none of the hierarchy's fields: where they say nothing, they stay away. */
function withoutEmptyNews(fields: JsonObject, old: JsonObject): JsonObject {
	const optional = [
		'parent_id',
		'forked_from_message_id',
		'children_ids',
		'snapshots',
		'is_shared',
		'title',
		'agent_name',
	];
	return Object.fromEntries(
		Object.entries(fields).filter(([key, value]) => {
			const empty = value === null || value === false || (Array.isArray(value) && value.length === 0);
			return !empty || key in old || !optional.includes(key);
		}),
	);
}

/** A parent that was never imported stays written down. */
function parentOf(session: BundleSession, old: JsonObject, { names, taken }: Context): string | null {
	if (session.parentId !== null) return names.get(session.parentId)?.id ?? null;
	const before = old['parent_id'];
	return typeof before === 'string' && !taken.has(before) ? before : null;
}

/** ISO; as it was written before, if that says nothing else. */
function time(milliseconds: number, old: Json | undefined): string {
	const before = typeof old === 'string' ? Date.parse(old) : undefined;
	if (typeof old === 'string' && (before === Math.floor(milliseconds) || Number.isNaN(before))) return old;
	return new Date(milliseconds).toISOString().replace('Z', '+00:00');
}

function forkedFrom(
	session: BundleSession,
	old: JsonObject,
	parentId: string | null,
	{ sections, losses }: Context,
): string | null {
	const recorded = old['forked_from_message_id'];
	const unchanged = old['parent_id'] === parentId && typeof recorded !== 'number' ? recorded : undefined;
	if (session.relation === 'child')
		return parentId !== null && typeof unchanged === 'string' ? unchanged : null;
	const { forkPoint } = session;
	if (!forkPoint) return typeof unchanged === 'string' ? unchanged : null;
	if (forkPoint.sessionId !== session.parentId) {
		losses.movedForks++;
		return null;
	}
	if (unchanged === null) return null;
	if (forkPoint.messageId === null) return typeof unchanged === 'string' ? unchanged : '-1';
	const index = sections.get(forkPoint.sessionId)?.indices.get(forkPoint.messageId);
	if (index !== undefined) return index.toString();
	if (typeof unchanged === 'string') return unchanged;
	losses.pointlessForks++;
	return null;
}

/** In their old order, then the new ones; children that were never imported keep their place. */
function childIds(session: BundleSession, old: Json | undefined, context: Context): readonly string[] {
	const children = context.children.get(session.id) ?? [];
	const now = new Set(children);
	const before = Array.isArray(old) ? old.filter((id): id is string => typeof id === 'string') : [];
	return [...new Set([...before.filter((id) => now.has(id) || !context.taken.has(id)), ...children])];
}

function snapshotsOf(
	session: BundleSession,
	id: string,
	{ sections, losses }: Context,
): readonly JsonObject[] {
	const { indices } = sections.get(session.id) ?? noSections;
	return session.snapshots.flatMap((snapshot) => {
		const counted = snapshot.messageId === null ? -1 : indices.get(snapshot.messageId);
		const index = ownIndex(snapshot) ?? counted;
		if (index !== undefined) return [writeSnapshot(snapshot, id, index)];
		losses.snapshots++;
		return [];
	});
}
