import type { Part } from '../store/model.js';

/** A piece of a message as Markdown, with what is not text told in words. */
export function partMarkdown(part: Part): string {
	switch (part.type) {
		case 'text':
			return part.text;
		case 'thinking':
			return part.text
				.split('\n')
				.map((line) => `> ${line}`)
				.join('\n');
		case 'image':
			return part.url === undefined ? `(image, ${part.mediaType})` : `(image: ${part.url})`;
		case 'file':
			return part.text === undefined ? `(file: ${part.name})` : `${part.name}:\n\n${fenced(part.text, '')}`;
		case 'data':
			return fenced(JSON.stringify(part.value, undefined, '\t'), 'json');
		default:
			return part satisfies never;
	}
}

/** A fence longer than any inside, so that nothing breaks out of it. */
export function fenced(text: string, language: string): string {
	let longest = 2;
	for (const [run] of text.matchAll(/`{3,}/g)) longest = Math.max(longest, run.length);
	const fence = '`'.repeat(longest + 1);
	return `${fence}${language}\n${text}\n${fence}`;
}
