import {
	codeActions,
	type Code,
	type CodeAction,
	type ContentRequest,
	type FilePlace,
	type TextRef,
} from './content.js';

/** Longest block of code that the page may post, in UTF-16 units; longer ones are named, not posted. */
export const longestCode = 4_000_000;
/** Longest name of a language, in UTF-16 units. */
export const longestLanguage = 100;
/** Longest path, in UTF-16 units. */
export const longestPath = 400;
/** Most paths in one question. */
export const mostPaths = 200;

type Fields = Readonly<Record<string, unknown>>;

/** What the page posts about code and files; `asTextRef` tells where a text lies. */
export function asContentRequest(
	value: Fields,
	asTextRef: (value: unknown) => TextRef | undefined,
): ContentRequest | undefined {
	switch (value['type']) {
		case 'code': {
			const { action } = value;
			const code = asCode(value['code'], asTextRef);
			return code && isCodeAction(action) ? { type: 'code', action, code } : undefined;
		}
		case 'files': {
			const { paths } = value;
			if (!Array.isArray(paths) || paths.length === 0 || paths.length > mostPaths) return undefined;
			// A copy has no holes, which `every` would pass over.
			const all: readonly unknown[] = [...(paths as readonly unknown[])];
			return all.every(isPath) ? { type: 'files', paths: all } : undefined;
		}
		case 'openFile': {
			const place = asFilePlace(value['place']);
			return place && { type: 'openFile', place };
		}
		default:
			return undefined;
	}
}

function asCode(value: unknown, asTextRef: (value: unknown) => TextRef | undefined): Code | undefined {
	if (!isFields(value)) return undefined;
	const { source, language, file } = value;
	if (typeof language !== 'string' || language.length > longestLanguage) return undefined;
	if (file !== null && !isPath(file)) return undefined;
	if (typeof source === 'string') {
		return source.length <= longestCode ? { source, language, file } : undefined;
	}
	const ref = asTextRef(source);
	return ref && { source: ref, language, file };
}

function asFilePlace(value: unknown): FilePlace | undefined {
	if (!isFields(value)) return undefined;
	const { path, line, column } = value;
	return isPath(path) && isPlace(line) && isPlace(column) ? { path, line, column } : undefined;
}

function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null;
}

function isPath(value: unknown): value is string {
	return typeof value === 'string' && value !== '' && value.length <= longestPath;
}

/** A line or column: from 1, as far as editors count. */
function isPlace(value: unknown): value is number | null {
	return value === null || (Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) < 2 ** 31);
}

function isCodeAction(value: unknown): value is CodeAction {
	return typeof value === 'string' && (codeActions as readonly string[]).includes(value);
}
