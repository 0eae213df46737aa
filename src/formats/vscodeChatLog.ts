import type { Json, JsonObject } from '../store/model.js';
import { isJsonObject } from './json.js';
import { listAt, objectAt, stringAt } from './pick.js';
import type { Line } from './source.js';

/** A request that was there and is no more. */
export interface RemovedRequest {
	readonly request: JsonObject;
	/** The id of the request before it. */
	readonly before: string | null;
}

type List = Json[];
type Fields = Record<string, Json>;

/**
 * The state that VS Code's log of changes leads to (its `objectMutationLog`): `kind` 0 sets all of it, 1 a place, 2
 * shortens a list and adds to it, 3 deletes. As VS Code does, it goes no further where a line cannot be read or
 * followed, unless all of it is set anew.
 */
export class VscodeChatLog {
	state: Json | undefined;
	/** The first line that could not be followed; undefined: all of it was. */
	stoppedAt: number | undefined;
	/** Lines that change a place that cannot be, and were passed over. */
	readonly passedOver: number[] = [];
	readonly #removed = new Map<string, RemovedRequest>();
	#line = 0;

	/** Requests that were undone, in the order in which they were. */
	get removed(): readonly RemovedRequest[] {
		const here = new Set(
			(listAt(this.state, 'requests') ?? []).map((request) => stringAt(request, 'requestId')),
		);
		return [...this.#removed].flatMap(([id, removed]) => (here.has(id) ? [] : [removed]));
	}

	take({ number, value }: Line): void {
		if (number > this.#line + 1) this.stoppedAt ??= this.#line + 1;
		this.#line = number;
		const kind = isJsonObject(value) ? value['kind'] : undefined;
		if (isJsonObject(value) && kind === 0 && value['v'] !== undefined) {
			this.#forget(listAt(this.state, 'requests') ?? [], 0, listAt(value['v'], 'requests') ?? []);
			this.state = value['v'];
			this.stoppedAt = undefined;
		} else if (this.stoppedAt === undefined && !(isJsonObject(value) && this.#change(value))) {
			this.stoppedAt = number;
		}
	}

	/** False: the log cannot be followed any further. */
	#change(entry: JsonObject): boolean {
		const path = listAt(entry, 'k');
		const key = path?.at(-1);
		if (!path || key === undefined || this.state === undefined) return false;
		let at: Json = this.state;
		for (const step of path.slice(0, -1)) {
			const next = below(at, step);
			if (next === undefined) return false;
			at = next;
		}
		if (typeof at !== 'object' || at === null) return false;
		if (path[0] === 'requests' && path.length <= 2) this.#forgetBy(entry, path);
		const isDone = entry['kind'] === 2 ? push(at, key, entry) : set(at, key, entry);
		if (isDone === false) this.passedOver.push(this.#line);
		return isDone !== undefined;
	}

	#forgetBy({ kind, v = null, i }: JsonObject, path: readonly Json[]): void {
		const requests = listAt(this.state, 'requests') ?? [];
		const index = path[1];
		if (typeof index === 'number') {
			if (kind !== 2) this.#forget(requests, index, [v], index + 1);
		} else if (kind !== 2) this.#forget(requests, 0, Array.isArray(v) ? (v as List) : []);
		else if (typeof i === 'number') this.#forget(requests, i, Array.isArray(v) ? (v as List) : []);
	}

	/** Keeps the requests from an index on that are not among those that come instead. */
	#forget(
		requests: readonly Json[],
		from: number,
		instead: readonly Json[],
		to: number = requests.length,
	): void {
		const stay = new Set(instead.map((request) => stringAt(request, 'requestId')));
		for (let i = Math.max(0, Math.floor(from)); i < Math.min(to, requests.length); i++) {
			const request = requests[i];
			const id = stringAt(request, 'requestId');
			if (id === undefined || stay.has(id) || !isJsonObject(request)) continue;
			this.#removed.set(id, { request, before: stringAt(requests[i - 1], 'requestId') ?? null });
		}
	}
}

function below(at: Json, step: Json): Json | undefined {
	if (Array.isArray(at)) return typeof step === 'number' ? (at as readonly Json[])[step] : undefined;
	if (!isJsonObject(at) || (typeof step !== 'string' && typeof step !== 'number')) return undefined;
	return Object.hasOwn(at, step) ? at[step] : undefined;
}

/** Undefined: cannot be followed; false: a place that cannot be. */
function set(
	at: JsonObject | readonly Json[],
	key: Json,
	{ kind, v = null }: JsonObject,
): boolean | undefined {
	if (kind !== 1 && kind !== 3) return undefined;
	if (Array.isArray(at)) {
		const list = at as List;
		if (typeof key !== 'number' || !Number.isInteger(key) || key < 0 || key > list.length) return false;
		list[key] = kind === 1 ? v : null;
		return true;
	}
	if ((typeof key !== 'string' && typeof key !== 'number') || key === '__proto__') return false;
	const fields = at as Fields;
	if (kind === 1) fields[key] = v;
	else Reflect.deleteProperty(fields, key);
	return true;
}

function push(at: JsonObject | readonly Json[], key: Json, entry: JsonObject): boolean | undefined {
	const { v = [], i } = entry;
	const found = below(at, key);
	if (found === undefined || found === null) {
		if (!Array.isArray(v) || (i !== undefined && i !== 0)) return false;
		return set(at, key, { kind: 1, v: [...(v as List)] });
	}
	if (!Array.isArray(found)) return undefined;
	const list = found as List;
	if (!Array.isArray(v)) return false;
	if (i !== undefined) {
		if (typeof i !== 'number' || !Number.isInteger(i) || i < 0 || i > list.length) return false;
		list.length = i;
	}
	for (const item of v as List) list.push(item);
	return true;
}

/** Whether a value of a file is the first of such a log. */
export function beginsLog(value: Json): boolean {
	return isJsonObject(value) && value['kind'] === 0 && objectAt(value, 'v') !== undefined;
}
