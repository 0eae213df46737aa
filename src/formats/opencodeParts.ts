import type { JsonObject, Part, ToolCall } from '../store/model.js';
import { fromDataUrl } from './dataUrl.js';
import { isJsonObject, without } from './json.js';
import { filledString } from './parts.js';
import { listAt, numberAt, objectAt, rest, stringAt, timeOf } from './pick.js';
import type { Turn } from './turns.js';

/** The name under which sessions remember that they came from opencode. */
export const opencodeName = 'opencode';

/** Of what only helps opencode to take changes of files back. */
const bookkeeping = new Set(['step-start', 'step-finish', 'snapshot']);

/** What a part of an answer or of a prompt shows; calls of tools are no parts. */
export function partsOf(part: JsonObject): readonly Part[] {
	const type = stringAt(part, 'type') ?? '';
	if (bookkeeping.has(type)) return [];
	const text = stringAt(part, 'text');
	const isPlain = part['synthetic'] !== true;
	if (type === 'text' && text !== undefined && isPlain) return text === '' ? [] : [{ type: 'text', text }];
	if (type === 'reasoning' && text !== undefined) return text === '' ? [] : [thinking(text, part)];
	if (type === 'file') return [fileOf(part) ?? kept(part)];
	const prompt = type === 'subtask' ? stringAt(part, 'prompt') : undefined;
	if (prompt !== undefined) return [{ type: 'text', text: prompt }, kept(without(part, 'prompt'))];
	return [kept(part)];
}

function thinking(text: string, part: JsonObject): Part {
	const provider = Object.values(objectAt(part, 'metadata') ?? {});
	const signature = provider.map((each) => stringAt(each, 'signature')).find((each) => each !== undefined);
	return { type: 'thinking', text, ...(signature !== undefined && { signature }) };
}

/** A part that is not known, without its place. */
function kept(part: JsonObject): Part {
	return { type: 'data', source: opencodeName, value: rest(part, ['id', 'messageID', 'sessionID']) ?? {} };
}

function fileOf(part: JsonObject): Part | undefined {
	const url = stringAt(part, 'url');
	if (url === undefined) return undefined;
	const mediaType = stringAt(part, 'mime');
	const data = fromDataUrl(url);
	if (mediaType?.startsWith('image/') && data) return { type: 'image', mediaType, data: data.data };
	const name = stringAt(part, 'filename') ?? stringAt(objectAt(part, 'source'), 'path') ?? 'file';
	return {
		type: 'file',
		name,
		...(mediaType !== undefined && { mediaType }),
		...(data ? { data: data.data } : { url }),
	};
}

/** The call that a part of type `tool` is. `fallback`: its id where it has none. */
export function callOf(part: JsonObject, fallback: string): ToolCall {
	const state = objectAt(part, 'state');
	const input = state?.['input'] ?? {};
	const raw = stringAt(state, 'raw');
	const isEmpty = isJsonObject(input) && Object.keys(input).length === 0;
	return {
		id: filledString(part, 'callID') ?? filledString(part, 'id') ?? fallback,
		name: filledString(part, 'tool') ?? 'tool',
		arguments: raw !== undefined && raw !== '' && isEmpty ? raw : JSON.stringify(input),
	};
}

/** Copies of what a result says, or of a part of it. */
const repeated = ['output', 'preview'];

/** What a tool answered; undefined while it has not. */
export function resultOf(part: JsonObject, call: ToolCall): Turn | undefined {
	const state = objectAt(part, 'state');
	const status = stringAt(state, 'status');
	if (!state || (status !== 'completed' && status !== 'error')) return undefined;
	const failed = status === 'error';
	const fault = stringAt(state, failed ? 'error' : 'output') ?? '';
	// What a tool had said until it was stopped stands nowhere else.
	const partial = failed ? filledString(objectAt(state, 'metadata'), 'output') : undefined;
	const text = partial === undefined || fault.includes(partial) ? fault : `${fault}\n\n${partial}`;
	const files = (listAt(state, 'attachments') ?? []).filter(isJsonObject).flatMap(partsOf);
	const time = objectAt(state, 'time');
	const [start, end] = [timeOf(numberAt(time, 'start')), timeOf(numberAt(time, 'end'))];
	const title = stringAt(state, 'title');
	const more = rest(objectAt(state, 'metadata') ?? {}, repeated);
	const about = { ...(title !== undefined && { title }), ...(more && { metadata: more }) };
	return {
		role: 'tool',
		content: files.length === 0 ? text : [{ type: 'text', text }, ...files],
		toolCallId: call.id,
		timestamp: end ?? start ?? 0,
		metadata: {
			...(failed && { isError: true }),
			...(start !== undefined && end !== undefined && end >= start && { durationMs: end - start }),
			...(Object.keys(about).length > 0 && { [opencodeName]: about }),
		},
	};
}
