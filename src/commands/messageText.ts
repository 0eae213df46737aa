import type { Message, Part } from '../store/model.js';
import { fenced, partMarkdown } from '../views/messageMarkdown.js';

/** What a message says, without its tool calls and pictures. */
export function plainText({ content }: Message): string {
	if (typeof content === 'string') return content;
	return content.flatMap((part) => partText(part) ?? []).join('\n\n');
}

function partText(part: Part): string | undefined {
	if (part.type === 'text') return part.text;
	return part.type === 'file' ? part.text : undefined;
}

/** The first line that says something, cut to fit into a list. */
export function firstLine(message: Message): string {
	const said = plainText(message)
		.split('\n')
		.find((line) => line.trim() !== '')
		?.trim();
	if (said !== undefined) return said.length > 120 ? `${said.slice(0, 119)}…` : said;
	const calls = message.toolCalls?.map(({ name }) => name).join(', ');
	return calls === undefined || calls === '' ? '(empty)' : `calls ${calls}`;
}

/** The whole message as Markdown, with what is not text told in words. */
export function markdown(message: Message): string {
	const pieces = [`**${message.role}** · ${new Date(message.timestamp).toISOString()}`];
	const { content } = message;
	if (typeof content === 'string') pieces.push(content);
	else pieces.push(...content.map(partMarkdown));
	for (const call of message.toolCalls ?? []) {
		pieces.push(`Tool call \`${call.name.replaceAll('`', '')}\`:\n\n${fenced(call.arguments, 'json')}`);
	}
	return `${pieces.filter((piece) => piece !== '').join('\n\n')}\n`;
}
