import { messageSection, titleHeading } from '../formats/messageSection.js';
import { counted } from '../formats/shown.js';
import type { Message } from '../store/model.js';
import type { SessionStore } from '../store/sessionStore.js';

type Source = Pick<SessionStore, 'getSession' | 'getMessages'>;

/** UTF-16 units; VS Code shares no document of more than 50 MB with extensions. */
const mostText = 40_000_000;
/** Messages that are read at once. */
const step = 250;

/**
 * A whole transcript as Markdown, each message under a heading with its number. Of one that is longer than `most`
 * (UTF-16 units) it is the last messages that fit, after words that say which.
 */
export async function transcriptMarkdown(source: Source, id: string, most = mostText): Promise<string> {
	const { title, messageCount } = await source.getSession(id);
	const sections: string[] = [];
	let room = most;
	let first = messageCount + 1;
	for await (const { message, number } of backwards(source, id, messageCount)) {
		const section = messageSection(message, number);
		if (section.length > room) break;
		room -= section.length;
		first = number;
		sections.push(section);
	}
	const parts = [titleHeading(title), rangeWords(first, messageCount), ...sections.reverse()];
	return `${parts.join('\n\n')}\n`;
}

async function* backwards(
	source: Source,
	id: string,
	count: number,
): AsyncIterable<{ readonly message: Message; readonly number: number }> {
	for (let end = count; end > 0; end -= step) {
		const start = Math.max(0, end - step);
		const messages = await source.getMessages(id, { start, end });
		for (const [at, message] of [...messages.entries()].reverse()) yield { message, number: start + at + 1 };
	}
}

function rangeWords(first: number, count: number): string {
	if (count === 0) return 'This session is empty.';
	if (first === 1) return `${counted(count, 'message')}.`;
	const shown =
		first > count
			? 'The last message is too long for an editor.'
			: `Messages ${first.toLocaleString()} to ${count.toLocaleString()}; those before do not fit into an editor.`;
	return `${shown} Use *Export Session…* to write all of them to a file.`;
}
