import type { Json, JsonObject } from '../store/model.js';
import { isJsonObject, sameJson } from './json.js';
import { keptKey } from './kept.js';
import { type Draft, liveStart } from './praisonDraft.js';
import { sameTurn } from './praisonMessage.js';

/**
 * What a session remembers of its PraisonAI file, in its metadata under one key. All of it may have been
 * changed by hand since, so it is read as outside data.
 */
export interface Origin {
	/** Top-level fields as they came, but for messages, metadata and snapshots. */
	readonly fields: JsonObject;
	/** The title that was made of the file, which need not be one of its fields. */
	readonly title: string | undefined;
	/** Where on the path the file's messages began: what comes before lay in the parent's file only. */
	readonly start: Mark | undefined;
	/** Where the path passed from `archived_messages` to `messages`. */
	readonly live: Mark | undefined;
	/** The value that the file's own metadata had under our key. */
	readonly inMetadata: Json | undefined;
	/** Shared messages that differ from the parent's in what nobody sees: by index on the path. */
	readonly variants: JsonObject;
	readonly lostSnapshots: number;
}

/** A place on a path, recognised by the time of the message there; null: the path's end. */
interface Mark {
	readonly index: number;
	readonly time: number | null;
}

/** The session's metadata in the bundle. */
export function metadataWithOrigin(draft: Draft, lostSnapshots: readonly JsonObject[]): JsonObject {
	const { file, start } = draft;
	const live = liveStart(draft);
	const variants = variantsOf(draft);
	const inMetadata = file.metadata[keptKey];
	const origin: JsonObject = {
		fields: file.fields,
		title: file.title,
		...(start > 0 && { start: markAt(draft, start) }),
		...(live > start && { live: markAt(draft, live) }),
		...(inMetadata !== undefined && { inMetadata }),
		...(Object.keys(variants).length > 0 && { variants }),
		...(lostSnapshots.length > 0 && { lostSnapshots }),
	};
	return { ...file.metadata, [keptKey]: origin };
}

function markAt({ path }: Draft, index: number): JsonObject {
	return { index, time: path[index]?.message.timestamp ?? null };
}

function variantsOf(draft: Draft): JsonObject {
	const { path, sharedCount, start, file } = draft;
	const turns = [...file.archived, ...file.live];
	const variants: Record<string, Json> = {};
	for (let i = start; i < sharedCount; i++) {
		const [mine, shared] = [turns[i - start], path[i]?.turn];
		if (mine && shared && !sameTurn(mine, shared)) variants[i.toString()] = mine.original;
	}
	return variants;
}

/** Undefined if the session never was a PraisonAI file. */
export function readOrigin(metadata: JsonObject): Origin | undefined {
	const origin = metadata[keptKey];
	if (!isJsonObject(origin) || !isJsonObject(origin['fields'])) return undefined;
	const { fields, title, start, live, inMetadata, variants, lostSnapshots } = origin as Record<string, Json>;
	if (!isJsonObject(fields)) return undefined;
	return {
		fields,
		title: typeof title === 'string' ? title : undefined,
		start: asMark(start),
		live: asMark(live),
		inMetadata,
		variants: isJsonObject(variants) ? variants : {},
		lostSnapshots: Array.isArray(lostSnapshots) ? lostSnapshots.length : 0,
	};
}

function asMark(value: Json | undefined): Mark | undefined {
	if (!isJsonObject(value)) return undefined;
	const { index, time } = value as Record<string, Json>;
	if (typeof index !== 'number' || (typeof time !== 'number' && time !== null)) return undefined;
	return { index, time };
}

/** The index of a mark on a path; undefined if the path has since become another. */
export function findMark(
	mark: Mark | undefined,
	path: readonly { readonly timestamp: number }[],
): number | undefined {
	if (!mark || !Number.isInteger(mark.index) || mark.index < 0 || mark.index > path.length) return undefined;
	return (path[mark.index]?.timestamp ?? null) === mark.time ? mark.index : undefined;
}

/** The file's own copy of a message, if all that is shown of it is the same. */
export function variantOf(origin: Origin | undefined, index: number, message: JsonObject): JsonObject {
	const variant = origin?.variants[index.toString()];
	const same = ['role', 'content', 'timestamp', 'tool_calls', 'tool_call_id'] as const;
	if (!isJsonObject(variant) || !same.every((key) => sameJson(variant[key], message[key]))) return message;
	return variant;
}
