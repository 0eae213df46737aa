import { fingerprint } from '../store/contentNames.js';
import type { JsonObject } from '../store/model.js';
import { cleaned } from './pack.js';
import { rest, stringAt } from './pick.js';

/** What a line says of its place and of its session. */
const ofAnyLine = [
	'agentId',
	'cwd',
	'entrypoint',
	'forkedFrom',
	'gitBranch',
	'isMeta',
	'isSidechain',
	'logicalParentUuid',
	'parentUuid',
	'sessionId',
	'slug',
	'timestamp',
	'toolUseID',
	'userType',
	'uuid',
	'version',
];

/** What is only in this line. */
export function ofLine(line: JsonObject): JsonObject {
	return rest(line, ofAnyLine) ?? {};
}

/** Lines by which Claude Code keeps its books: they say again, or before, what messages say. */
const books = new Set(['file-history-snapshot', 'last-prompt', 'progress', 'queue-operation']);

/** What stands in lines that are no messages: the next message keeps it. */
export class OtherLines {
	#lines: JsonObject[] = [];
	/** By the type of line, the last of them. */
	readonly #latest = new Map<string, string>();

	/** Throws StoreError `INVALID` where it is nested too deep. */
	add(line: JsonObject): void {
		const type = stringAt(line, 'type') ?? '';
		if (books.has(type)) return;
		const said = cleaned(ofLine(line));
		// Settings of the session are written again and again.
		const mark = fingerprint(JSON.stringify(said));
		if (this.#latest.get(type) === mark) return;
		this.#latest.set(type, mark);
		this.#lines.push(said);
	}

	/** What came since the last time. */
	take(): readonly JsonObject[] {
		return this.#lines.length === 0 ? none : this.#lines.splice(0);
	}
}

const none: readonly JsonObject[] = [];

/** The field that keeps them. */
export function linesField(lines: readonly JsonObject[]): JsonObject {
	return lines.length === 0 ? {} : { lines };
}
