import type { Message, Part, ToolCall } from '../store/model.js';
import type { SessionStore } from '../store/sessionStore.js';
import { fenced, partMarkdown } from './messageMarkdown.js';
import { counted, shownTitle } from './sessionTreeLabel.js';
import { authorOf, hasFailed } from './transcriptEntries.js';

type Source = Pick<SessionStore, 'getSession' | 'getMessages'>;

/** UTF-16 units; VS Code shares no document of more than 50 MB with extensions. */
const mostText = 40_000_000;
/** Messages that are read at once. */
const step = 250;
const roles = { user: 'User', assistant: 'Assistant', system: 'System', tool: 'Tool result' } as const;

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
		const section = sectionOf(message, number);
		if (section.length > room) break;
		room -= section.length;
		first = number;
		sections.push(section);
	}
	const parts = [`# ${inline(shownTitle(title))}`, rangeWords(first, messageCount), ...sections.reverse()];
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

function sectionOf(message: Message, number: number): string {
	const { content, toolCalls = [] } = message;
	const parts: readonly Part[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
	const isTool = message.role === 'tool';
	return [
		headingOf(message, number),
		...parts.map((part) => (isTool && part.type === 'text' ? fenced(part.text, '') : sectionOfPart(part))),
		...toolCalls.map(sectionOfCall),
	]
		.filter((piece) => piece !== '')
		.join('\n\n');
}

/** `## 3. Assistant, Ada` and when that was. */
function headingOf({ role, metadata, timestamp, toolCallId }: Message, number: number): string {
	const author = authorOf(metadata);
	const who = author === null ? roles[role] : `${roles[role]}, ${inline(author)}`;
	const failed = role === 'tool' && hasFailed(metadata) ? ', failed' : '';
	const answers = role === 'tool' && toolCallId !== undefined ? ` · answers call ${code(toolCallId)}` : '';
	return `## ${number.toLocaleString()}. ${who}${failed}\n\n*${timeWords(timestamp)}*${answers}`;
}

function sectionOfPart(part: Part): string {
	return part.type === 'thinking' ? `### Thinking\n\n${partMarkdown(part)}` : partMarkdown(part);
}

function sectionOfCall({ id, name, arguments: text }: ToolCall): string {
	return `### Tool call: ${inline(name === '' ? 'tool' : name)} · ${code(id)}\n\n${fenced(text, 'json')}`;
}

function timeWords(time: number): string {
	return new Date(time).toLocaleString(undefined, { dateStyle: 'long', timeStyle: 'medium' });
}

/** One line of text in which nothing is Markdown. */
function inline(text: string): string {
	return shownTitle(text, '').replace(/[\\`*_[\]<>#|~&$]/g, '\\$&');
}

function code(text: string): string {
	return `\`${shownTitle(text, '').replaceAll('`', "'")}\``;
}
