import type { Duration } from '../protocol/transcript.js';
import type { Json, JsonObject, Message } from '../store/model.js';

/** Milliseconds in a day: what took longer was a person who was away, or a clock that was set. */
const day = 86_400_000;
/** Milliseconds below which two messages were written at once, whatever happened between them. */
const atOnce = 10;

/** Names of a number in the metadata of a result, with the milliseconds of its unit. */
const names = [
	['durationMs', 1],
	['duration_ms', 1],
	['totalDurationMs', 1],
	['duration_seconds', 1000],
	['duration', 1],
] as const;

/** How long a tool call took: what its result says, else the time between the two; null: not known. */
export function durationOf(call: Message, result: Message): Duration | null {
	const told = toldTime(result.metadata);
	if (told !== null) return { time: told, told: true };
	const between = result.timestamp - call.timestamp;
	return between >= atOnce && between < day ? { time: between, told: false } : null;
}

function toldTime(metadata: JsonObject): number | null {
	for (const [name, unit] of names) {
		if (!Object.hasOwn(metadata, name)) continue;
		const time = numberOf(metadata[name], unit);
		if (time !== null && time >= 0 && time < 30 * day) return time;
	}
	return null;
}

/** Codex writes `{ secs, nanos }`. */
function numberOf(value: Json | undefined, unit: number): number | null {
	if (typeof value === 'number') return value * unit;
	if (typeof value !== 'object' || value === null || !('secs' in value)) return null;
	const { secs, nanos } = value;
	return typeof secs === 'number' ? secs * 1000 + (typeof nanos === 'number' ? nanos / 1e6 : 0) : null;
}
