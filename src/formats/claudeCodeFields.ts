import type { Json, JsonObject } from '../store/model.js';
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
	'slug',
	'sourceToolAssistantUUID',
	'sourceToolUseID',
	'timestamp',
	'toolUseID',
	'toolUseResult',
	'type',
	'userType',
	'uuid',
]);

/** Fields that belong to the session; a message has them only where they change. */
const ofSession = ['cwd', 'gitBranch', 'version'] as const;

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

/** Fields of a tool's result that repeat the call, or what the tool said, or have a place of their own. */
const repeated = new Set([
	'agentId',
	'content',
	'durationMs',
	'filePath',
	'mode',
	'newString',
	'oldString',
	'originalFile',
	'prompt',
	'stderr',
	'stdout',
	'totalDurationMs',
	'type',
]);
const longest = 200;

/** The figures and short words that a tool's result has beside what the agent was told. */
export function resultFields(result: JsonObject | undefined): JsonObject {
	return Object.fromEntries(
		Object.entries(result ?? {}).filter(
			([key, value]) =>
				!repeated.has(key) &&
				(typeof value === 'number' ||
					value === true ||
					(typeof value === 'string' && value !== '' && value.length <= longest)),
		),
	);
}
