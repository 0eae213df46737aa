import type { Message } from '../store/model.js';
import { fenced, partMarkdown } from '../formats/messageMarkdown.js';

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
