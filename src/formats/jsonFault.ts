export interface JsonFault {
	/** In UTF-16 units. */
	readonly offset: number;
	readonly reason: string;
}

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing';

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;
const cutOff = 'unexpected end: the file seems to be cut off';

/** Where a text stops being JSON; undefined if it is JSON. The words of `JSON.parse` differ from engine to engine. */
export function findJsonFault(text: string): JsonFault | undefined {
	const open: ('{' | '[')[] = [];
	let expected: Expected = 'value';
	let at = 0;
	const afterValue = (): Expected => (open.length === 0 ? 'nothing' : ', or end');
	for (;;) {
		while (isSpace(text.charCodeAt(at))) at++;
		const char = text[at];
		if (char === undefined) return expected === 'nothing' ? undefined : endFault(text);
		if (expected === 'nothing')
			return { offset: at, reason: `found ${show(text, at)} after the end of the value` };
		if (expected === ', or end') {
			if (char === ',') expected = open.at(-1) === '{' ? 'key' : 'value';
			else if (char === (open.at(-1) === '{' ? '}' : ']')) {
				open.pop();
				expected = afterValue();
			} else return unexpected(text, at, open.at(-1) === '{' ? ', or }' : ', or ]');
			at++;
		} else if (expected === ':') {
			if (char !== ':') return unexpected(text, at, ':');
			expected = 'value';
			at++;
		} else if ((char === '}' && expected === 'key or }') || (char === ']' && expected === 'value or ]')) {
			open.pop();
			expected = afterValue();
			at++;
		} else if (expected === 'key' || expected === 'key or }') {
			if (char !== '"') return unexpected(text, at, 'a key in double quotes');
			const end = skipString(text, at);
			if (typeof end !== 'number') return end;
			expected = ':';
			at = end;
		} else if (char === '{' || char === '[') {
			open.push(char);
			expected = char === '{' ? 'key or }' : 'value or ]';
			at++;
		} else {
			const end = char === '"' ? skipString(text, at) : skipToken(text, at);
			if (typeof end !== 'number') return end;
			expected = afterValue();
			at = end;
		}
	}
}

/** The end of the string that begins at `start`, or its fault. */
function skipString(text: string, start: number): number | JsonFault {
	for (let at = start + 1; at < text.length; at++) {
		const char = text[at];
		if (char === '"') return at + 1;
		if (text.charCodeAt(at) < 0x20)
			return { offset: at, reason: 'a line break or control character in a string' };
		if (char !== '\\') continue;
		at++;
		if (at >= text.length) break;
		if (text[at] === 'u') {
			const digits = /^[\da-fA-F]*/.exec(text.slice(at + 1, at + 5))?.[0] ?? '';
			at += digits.length;
			if (digits.length < 4 && at + 1 < text.length) {
				return { offset: at + 1, reason: 'a broken \\u escape in a string' };
			}
		} else if (!'"\\/bfnrt'.includes(text[at] ?? '')) {
			return { offset: at, reason: 'an unknown escape in a string' };
		}
	}
	return endFault(text);
}

function skipToken(text: string, start: number): number | JsonFault {
	for (const token of [number, word]) {
		token.lastIndex = start;
		if (token.test(text)) return token.lastIndex;
	}
	const rest = text.slice(start, start + 6);
	const cut = start + rest.length === text.length && /^(?:-|t|tr|tru|f|fa|fal|fals|n|nu|nul)$/.test(rest);
	return cut ? endFault(text) : unexpected(text, start, 'a value');
}

function unexpected(text: string, offset: number, expected: string): JsonFault {
	return { offset, reason: `found ${show(text, offset)} instead of ${expected}` };
}

function endFault(text: string): JsonFault {
	return { offset: text.length, reason: text.trim() === '' ? 'the file is empty' : cutOff };
}

function show(text: string, at: number): string {
	return JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0));
}

function isSpace(code: number): boolean {
	return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** `line 3, column 14`, both counted from 1, the column in UTF-16 units. */
export function describePosition(text: string, offset: number): string {
	const before = text.slice(0, offset);
	const line = before.split('\n').length;
	return `line ${line.toString()}, column ${(offset - before.lastIndexOf('\n')).toString()}`;
}
