/** Names of what is replaced and what stands in its place, as edit tools call them. */
const names = [
	['old_string', 'new_string'],
	['oldString', 'newString'],
	['old_str', 'new_str'],
	['oldText', 'newText'],
] as const;

/** Longer arguments stay JSON. */
const longest = 200_000;

type Fields = Readonly<Record<string, unknown>>;

/** The arguments of a tool that edits a file. */
export interface Edits {
	/** The changes as a diff without line numbers. */
	readonly diff: string;
	/** The other arguments, as JSON; empty when there is none. */
	readonly rest: string;
}

/** Reads arguments as edits; undefined when they are anything else. */
export function editsOf(text: string): Edits | undefined {
	if (text.length > longest || !text.includes('ld')) return undefined;
	const args = parsed(text);
	if (!args) return undefined;
	const { edits, ...others } = args;
	const list: readonly unknown[] = Array.isArray(edits) ? edits : [args];
	const diffs = list.map((edit) => (isFields(edit) ? diffOf(edit) : undefined));
	if (diffs.length === 0 || diffs.some((diff) => diff === undefined)) return undefined;
	const known = new Set<string>(names.flat());
	const rest = Object.entries(others).filter(([name]) => !known.has(name));
	return {
		diff: diffs.join('\n@@\n'),
		rest: rest.length === 0 ? '' : JSON.stringify(Object.fromEntries(rest), null, 2),
	};
}

function diffOf(edit: Fields): string | undefined {
	for (const [oldName, newName] of names) {
		const [before, after] = [edit[oldName], edit[newName]];
		if (typeof before === 'string' && typeof after === 'string')
			return linesBetween(before, after).join('\n');
	}
	return undefined;
}

/** Lines that both begin or end with are shown once, the others as taken away and put in. */
function linesBetween(before: string, after: string): readonly string[] {
	const [old, now] = [linesOf(before), linesOf(after)];
	const least = Math.min(old.length, now.length);
	let start = 0;
	while (start < least && old[start] === now[start]) start++;
	let end = 0;
	while (end < least - start && old.at(-1 - end) === now.at(-1 - end)) end++;
	const sign = (mark: string, lines: readonly string[]): string[] => lines.map((line) => mark + line);
	return [
		...sign(' ', old.slice(0, start)),
		...sign('-', old.slice(start, old.length - end)),
		...sign('+', now.slice(start, now.length - end)),
		...sign(' ', old.slice(old.length - end)),
	];
}

function linesOf(text: string): readonly string[] {
	return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function parsed(text: string): Fields | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isFields(value) ? value : undefined;
	} catch {
		return undefined; // arguments are what a model wrote: any text
	}
}

function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
