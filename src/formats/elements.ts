/**
 * A text without its elements of some kinds, and the white space after each. `opening` finds a tag, whose name is its
 * first group; what nothing closes stays, and what `taken` refuses by false. Linear.
 */
export function withoutElements(
	text: string,
	opening: RegExp,
	taken: (tag: RegExpExecArray, inner: string) => unknown,
): string {
	const pattern = new RegExp(opening, 'g');
	const space = /\s*/y;
	const unclosed = new Set<string>();
	let kept = '';
	let from = 0;
	for (let tag = pattern.exec(text); tag; tag = pattern.exec(text)) {
		const name = tag[1] ?? '';
		const start = pattern.lastIndex;
		const end = unclosed.has(name) ? -1 : text.indexOf(`</${name}>`, start);
		if (end < 0) {
			unclosed.add(name);
			continue;
		}
		if (taken(tag, text.slice(start, end)) === false) {
			// The last tag before the end may be the one that it closes.
			const last = text.lastIndexOf(tag[0], end);
			pattern.lastIndex = last > tag.index ? last : end;
			continue;
		}
		kept += text.slice(from, tag.index);
		space.lastIndex = end + name.length + 3;
		space.exec(text);
		from = pattern.lastIndex = space.lastIndex;
	}
	return kept + text.slice(from);
}
