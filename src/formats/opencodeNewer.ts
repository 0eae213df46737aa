import type { Json, JsonObject } from '../store/model.js';
import { isJsonObject } from './json.js';
import type { Message } from './opencodeMessage.js';
import { filled, filledString } from './parts.js';
import { listAt, numberAt, objectAt, rest, stringAt } from './pick.js';

/** A message as opencode 2 exports it: of a `type`, without `info` and `parts`. */
export function isNewer(entry: Json): entry is JsonObject {
	return filledString(entry, 'id') !== undefined && stringAt(entry, 'type') !== undefined;
}

/** The same as older versions tell it; none for what only says that something was switched, or ended. */
export function olderOf(entry: JsonObject): readonly Message[] {
	const id = stringAt(entry, 'id') ?? '';
	const time = entry['time'] ?? {};
	const text = (more: JsonObject = {}): JsonObject => ({ type: 'text', text: entry['text'] ?? '', ...more });
	switch (stringAt(entry, 'type')) {
		case 'user': {
			const files = (listAt(entry, 'files') ?? []).filter(isJsonObject).map(fileOf);
			const more = ['agents', 'skills'].flatMap((key) => listAt(entry, key) ?? []).filter(isJsonObject);
			const info = { id, role: 'user', time, ...filled({ metadata: entry['metadata'] }) };
			return [{ info, parts: [text(), ...files, ...more] }];
		}
		case 'synthetic':
		case 'system':
		case 'skill':
			return [{ info: { id, role: 'user', time }, parts: [text({ synthetic: true })] }];
		case 'shell': {
			const output = objectAt(entry, 'output');
			const input = { command: entry['command'] ?? '' };
			const state = {
				status: 'completed',
				input,
				output: stringAt(output, 'output') ?? '',
				time: spanOf(time),
			};
			return [
				{
					info: { id, role: 'assistant', time },
					parts: [{ type: 'tool', callID: stringAt(entry, 'shellID') ?? id, tool: 'shell', state }],
				},
			];
		}
		case 'assistant': {
			const model = objectAt(entry, 'model');
			const info = {
				...rest(entry, [
					'type',
					'content',
					'model',
					'snapshot',
					'native',
					'providerState',
					'rawFinish',
					'retry',
				]),
				role: 'assistant',
				...filled({ modelID: model?.['id'], providerID: model?.['providerID'] }),
			};
			return [{ info, parts: (listAt(entry, 'content') ?? []).filter(isJsonObject).map(partOf) }];
		}
		case 'compaction':
			// One that was broken off has no summary.
			if (filledString(entry, 'summary') === undefined) return [];
			return [
				{ info: { id: `${id}:before`, role: 'user', time }, parts: [{ type: 'compaction' }] },
				{
					info: { id, role: 'assistant', time, summary: true },
					parts: [{ type: 'text', text: entry['summary'] ?? '' }],
				},
			];
		case 'agent-switched':
		case 'model-switched':
		case 'idle':
			return [];
		default: {
			const isText = filledString(entry, 'text') !== undefined;
			return [
				{
					info: { id, role: 'user', time },
					parts: [isText ? text() : entry].map((part) => ({ ...part, synthetic: true })),
				},
			];
		}
	}
}

function fileOf(file: JsonObject): JsonObject {
	const [data, mime] = [stringAt(file, 'data'), stringAt(file, 'mime') ?? ''];
	const uri = stringAt(file, 'uri') ?? stringAt(objectAt(file, 'source'), 'uri') ?? '';
	return {
		type: 'file',
		mime,
		url: data === undefined ? uri : `data:${mime};base64,${data}`,
		...filled({ filename: file['name'] }),
	};
}

function spanOf(time: Json): JsonObject {
	const [start, end] = [numberAt(time, 'ran') ?? numberAt(time, 'created'), numberAt(time, 'completed')];
	return { ...filled({ start, end: end ?? start }) };
}

function partOf(part: JsonObject): JsonObject {
	if (stringAt(part, 'type') !== 'tool') return part;
	const state = objectAt(part, 'state') ?? {};
	const content = (listAt(state, 'content') ?? []).filter(isJsonObject);
	const said = content.flatMap((each) => stringAt(each, 'text') ?? []).join('\n\n');
	const fault = stringAt(objectAt(state, 'error'), 'message');
	return {
		type: 'tool',
		callID: part['id'] ?? null,
		tool: part['name'] ?? null,
		state: {
			...rest(state, ['content', 'error']),
			...(stringAt(state, 'status') === 'streaming' && { input: {}, raw: state['input'] ?? '' }),
			output: said,
			...(fault !== undefined && { error: [fault, said].filter(Boolean).join('\n\n') }),
			attachments: content.filter((each) => stringAt(each, 'type') === 'file').map(fileOf),
			time: spanOf(part['time'] ?? null),
		},
	};
}
