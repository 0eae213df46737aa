import type { Message, Part, ToolCall } from '../store/model.js';
import { authorOf, hasFailed } from './messageFacts.js';
import { fenced, partMarkdown } from './messageMarkdown.js';
import { shownTitle } from './shown.js';

const roles = { user: 'User', assistant: 'Assistant', system: 'System', tool: 'Tool result' } as const;

/** The heading of a transcript in Markdown. */
export function titleHeading(title: string): string {
	return `# ${inline(shownTitle(title))}`;
}

/** A message of a transcript as Markdown, under a heading with its number (from 1); `timeWords` tells its time. */
export function messageSection(
	message: Message,
	number: number,
	timeWords: (time: number) => string = localTime,
): string {
	const { content, toolCalls = [] } = message;
	const parts: readonly Part[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
	const isTool = message.role === 'tool';
	return [
		headingOf(message, number, timeWords),
		...parts.map((part) => (isTool && part.type === 'text' ? fenced(part.text, '') : sectionOfPart(part))),
		...toolCalls.map(sectionOfCall),
	]
		.filter((piece) => piece !== '')
		.join('\n\n');
}

/** `## 3. Assistant, Ada` and when that was. */
function headingOf(
	{ role, metadata, timestamp, toolCallId }: Message,
	number: number,
	timeWords: (time: number) => string,
): string {
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

/** Made once: making it takes far longer than using it. */
let times: Intl.DateTimeFormat | undefined;

function localTime(time: number): string {
	times ??= new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'medium' });
	return times.format(time);
}

/** One line of text in which nothing is Markdown. */
function inline(text: string): string {
	return shownTitle(text, '').replace(/[\\`*_[\]<>#|~&$]/g, '\\$&');
}

function code(text: string): string {
	return `\`${shownTitle(text, '').replaceAll('`', "'")}\``;
}
