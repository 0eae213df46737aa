/** Matches the whole of a text that is exactly `text`, after what `before` matches. */
export function exactly(text: string, before = ''): RegExp {
	return new RegExp(`^${before}${escaped(text)}$`);
}

/** Matches a text that begins with `text`. */
export function beginning(text: string): RegExp {
	return new RegExp(`^${escaped(text)}`);
}

function escaped(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
