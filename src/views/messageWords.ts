import type { Message, Part } from '../store/model.js';

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
