import type { Json, JsonObject } from '../store/model.js';
import { informative } from './informative.js';
import { cleaned } from './pack.js';

/** Fields of a line that have a place of their own, or only keep books. */
const placed = new Set([
	'agentId',
	'attachment',
	'content',
	'forkedFrom',
	'isCompactSummary',
	'isMeta',
	'isSidechain',
	'isVisibleInTranscriptOnly',
	'logicalParentUuid',
	'message',
	'messageId',
	'parentUuid',
	'promptId',
	'requestId',
	'sessionId',
	'sourceToolAssistantUUID',
	'sourceToolUseID',
	'timestamp',
	'toolUseID',
	'toolUseResult',
	'type',
	'userType',
	'uuid',
]);

/** The field of an answer that the API refused. */
export const errorKey = 'isApiErrorMessage';

/** Fields that belong to the session; a message has them only where they change. */
const ofSession = ['cwd', 'gitBranch', 'version'] as const;

/** Fields that say nothing of the lines that follow. */
const ofOneLine = new Set(['error', errorKey]);

/** The fields of lines that repeat from line to line: each message gets only those that it changes. */
export class ChangedFields {
	/** Lists and objects as their text. */
	readonly #current = new Map<string, Json>();
	readonly #first = new Map<string, string>();

	/** As the first line has them that has them. */
	get first(): Readonly<Record<(typeof ofSession)[number], string | undefined>> {
		const of = (key: string): string | undefined => this.#first.get(key);
		return { cwd: of('cwd'), gitBranch: of('gitBranch'), version: of('version') };
	}

	/** Throws StoreError `INVALID` where one is nested too deep. */
	of(line: JsonObject): JsonObject {
		const changed: (readonly [string, Json])[] = [];
		for (const [key, value] of Object.entries(line)) {
			if (placed.has(key)) continue;
			if (ofOneLine.has(key)) this.#current.delete(key);
			const current = typeof value === 'object' ? JSON.stringify(cleaned(value)) : value;
			if (this.#current.get(key) === current) continue;
			this.#current.set(key, current);
			if (!this.#isFirst(key, value) && value !== false && value !== null && value !== '')
				changed.push([key, value]);
		}
		return Object.fromEntries(changed);
	}

	#isFirst(key: string, value: Json): boolean {
		if (typeof value !== 'string' || value === '' || !ofSession.some((each) => each === key)) return false;
		if (this.#first.has(key)) return false;
		this.#first.set(key, value);
		return true;
	}
}

/** Fields of a tool's result that repeat the call, or files as they are, or have a place of their own. */
const repeated = [
	'agentId',
	'content',
	'durationMs',
	'file',
	'filePath',
	'filenames',
	'mode',
	'newString',
	'oldString',
	'originalFile',
	'prompt',
	'stderr',
	'stdout',
	'totalDurationMs',
	'type',
];
/** A longer text may be what the tool said. */
const shortest = 200;

/** What a tool's result has beside `said`, which the agent was told. */
export function resultFields(result: JsonObject | undefined, said: string): JsonObject {
	const own = informative(result, repeated) ?? {};
	return Object.fromEntries(
		Object.entries(own).filter(
			([, value]) => typeof value !== 'string' || value.length < shortest || !said.includes(value),
		),
	);
}
