/** Characters that a row has room for, and more. */
const longest = 200;

/** Turn the direction of what follows, or draw nothing: a title that holds them would scramble its row. */
const scrambling = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A title as rows and lists show it: one line, harmless, of `most` characters at most. The stored title is not touched.
 */
export function shownTitle(title: string, blank = 'Untitled session', most = longest): string {
	// Far more than is shown, far less than a file may hold.
	const line = title
		.slice(0, 20 * longest)
		.replace(/\s+/g, ' ')
		.replace(scrambling, '')
		.trim();
	if (line === '') return blank;
	// By code points, so that no character is cut in two.
	const [beginning = line] = new RegExp(`^.{${String(most - 1)}}(?=..)`, 'su').exec(line) ?? [];
	return beginning === line ? line : `${beginning}…`;
}

/** `1,204 messages`; the plural is made with an s. */
export function counted(count: number, noun: string): string {
	return `${count.toLocaleString()} ${count === 1 ? noun : `${noun}s`}`;
}
