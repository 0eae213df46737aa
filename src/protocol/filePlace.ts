import type { FilePlace } from './content.js';
import { longestPath } from './contentGuard.js';

/** `:12`, `:12:5`, `#L12`, `#L12-L20`, `#L12C5` or `(12,5)` at the end of an address. */
const suffix = /(?::(\d+)(?::(\d+))?|#L(\d+)(?:C(\d+))?(?:-L?\d+(?:C\d+)?)?|\((\d+)(?:, ?(\d+))?\))$/;
/** One name with an ending, or several names of which the last has one; no white space, no quotes. */
const pathShape = /^(?:[\w@.~+()[\]$-]*[/\\])*[\w@.~+()[\]$-]*\.[A-Za-z]\w{0,9}$/;
const anyScheme = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/** The place that inline code names, such as `src/a.ts:12`; undefined when it does not look like one. */
export function placeInCode(text: string): FilePlace | undefined {
	const place = split(text);
	return place && pathShape.test(place.path) && isOwn(place.path) ? place : undefined;
}

/**
 * The place that the address of a Markdown link names; undefined when it is a web address, an anchor, or anything else
 * that is no path. Percent-encoding is decoded, once.
 */
export function placeInAddress(address: string): FilePlace | undefined {
	if (address.startsWith('#') || address.startsWith('?')) return undefined;
	const place = split(decoded(address));
	return place && isOwn(place.path) ? place : undefined;
}

/**
 * The file that a block of code is of, as far as its surroundings say: its info string (`ts src/a.ts`, `ts:src/a.ts`,
 * `title="src/a.ts"`), the comment in its first line, or the end of the text before it.
 */
export function fileOfCode(info: string, code: string, before: string): string | null {
	return inInfo(info) ?? inComment(code.slice(0, 300).split('\n', 1)[0] ?? '') ?? lastIn(before.slice(-200));
}

function inInfo(info: string): string | null {
	const words = info.split(/\s+/).flatMap((word) => {
		const value = /^\{?(?:title|file|filename|path)=["']?([^"'}]+)["']?\}?$/.exec(word)?.[1];
		return value ?? [word, word.slice(word.indexOf(':') + 1)];
	});
	// The first word alone is a language: `c.js` is none that anybody writes, `vue.js` may be.
	return pathAmong(words.filter((word) => word.includes('.')));
}

function inComment(line: string): string | null {
	const words = /^\s*(?:\/\/|#!?|--|;|%|\/\*+|<!--)\s*(.*)$/.exec(line)?.[1];
	if (words === undefined || line.startsWith('#!')) return null;
	return pathAmong(words.replace(/^(?:file(?:name)?|path):?\s+/i, '').split(/\s+/, 1));
}

function lastIn(text: string): string | null {
	return pathAmong(text.split(/[\s,;"'*]+/).reverse());
}

function pathAmong(words: readonly string[]): string | null {
	for (const word of words) {
		const place = placeInCode(word.replace(/^[`([{<]+|[`)\]}>:.,;!?]+$/g, ''));
		if (place) return place.path;
	}
	return null;
}

function split(text: string): FilePlace | undefined {
	if (text.length > longestPath) return undefined;
	const found = suffix.exec(text);
	const path = text.slice(0, found?.index).replace(/[?#].*$/s, '');
	const [line, column] = found ? [found[1] ?? found[3] ?? found[5], found[2] ?? found[4] ?? found[6]] : [];
	return path === '' ? undefined : { path, line: countOf(line), column: countOf(column) };
}

/** No drive, no share, no scheme, nothing that ends as a folder. */
function isOwn(path: string): boolean {
	return (
		!anyScheme.test(path) && !/^(?:\\\\|\/\/)/.test(path) && !/[/\\]$/.test(path) && !/\p{Cc}/u.test(path)
	);
}

function countOf(digits: string | undefined): number | null {
	const count = Number(digits ?? 0);
	return count >= 1 && count < 2 ** 31 ? count : null;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text; // a percent sign that encodes nothing
	}
}
