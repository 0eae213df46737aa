/** Matches the whole of a text that is exactly `text`. */
export function exactly(text: string): RegExp {
	return new RegExp(`^${escaped(text)}$`);
}

/** Matches a text that begins with `text`. */
export function beginning(text: string): RegExp {
	return new RegExp(`^${escaped(text)}`);
}

function escaped(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
