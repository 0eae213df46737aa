import type { Json, JsonObject } from '../store/model.js';
import { blocksOf, isToolResult } from './claudeCodeContent.js';
import { objectAt, stringAt } from './pick.js';
import type { Line, ReadContext } from './source.js';

/** Where results lie that are too long for a line: in a folder of the session's folder (2.1.2 and later). */
export const outputPlace = /[^/]+\/tool-results\/[^/]+$/;

/** How a result begins of which the line has no more than the beginning, and the path of the whole. */
const opening = '<persisted-output>';
const savedAt = /([^/\\\n]+)[/\\]tool-results[/\\]([^/\\\n]+)/;

export function hasCutResult({ value }: Line): boolean {
	return resultsOf(value).some(isCut);
}

/** The line, its results followed by the files that hold the whole of them, where those came along. */
export async function withOutputs(line: Line, attached: ReadContext['attached']): Promise<Line> {
	const value = line.value as JsonObject;
	const content: Json[] = [];
	for (const block of blocksOf(objectAt(value, 'message')?.['content']))
		content.push(isToolResult(block) && isCut(block) ? await withOutput(block, attached) : block);
	return { ...line, value: { ...value, message: { ...objectAt(value, 'message'), content } } };
}

function resultsOf(value: Json): readonly JsonObject[] {
	const content = stringAt(value, 'type') === 'user' ? objectAt(value, 'message')?.['content'] : undefined;
	return Array.isArray(content) ? (content as readonly Json[]).filter(isToolResult) : [];
}

function isCut(result: JsonObject): boolean {
	return beginningOf(result).startsWith(opening);
}

function beginningOf({ content }: JsonObject): string {
	if (typeof content === 'string') return content;
	return stringAt(blocksOf(content)[0], 'text') ?? '';
}

async function withOutput(result: JsonObject, attached: ReadContext['attached']): Promise<JsonObject> {
	const told = beginningOf(result);
	const [, session, name = ''] = savedAt.exec(told) ?? [];
	if (session === undefined) return result;
	const data = await attached(`${session}/tool-results/${name.trim()}`);
	// Some versions wrote the whole of it into the line as well.
	if (data === undefined || data.length <= told.length) return result;
	const file = {
		type: 'document',
		title: name.trim(),
		source: { type: 'text', media_type: 'text/plain', data },
	};
	return { ...result, content: [...blocksOf(result['content']), file] };
}
