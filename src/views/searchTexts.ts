import type { TextRef } from '../protocol/transcript.js';
import type { Message } from '../store/model.js';
import { textOf } from './transcriptEntries.js';

/** `name`: of a tool or a file. */
type TakeText = (text: string, field: TextRef['field'], index: number, part: 'text' | 'name') => void;

/** Hands out what the page shows of a message, in that order; pictures are not searched. */
export function forEachText({ content, toolCalls }: Message, take: TakeText): void {
	if (typeof content === 'string') {
		take(content, 'content', 0, 'text');
	} else {
		for (const [index, part] of content.entries()) {
			if (part.type === 'file') take(part.name, 'content', index, 'name');
			if (part.type !== 'image') take(textOf(part), 'content', index, 'text');
		}
	}
	toolCalls?.forEach((call, index) => {
		take(call.name, 'arguments', index, 'name');
		take(call.arguments, 'arguments', index, 'text');
	});
}

/** A text of a message that can be searched. */
export interface SearchText {
	readonly field: TextRef['field'];
	readonly index: number;
	readonly part: 'text' | 'name';
	readonly text: string;
}

/** One of these texts, by its place in their order. */
export function textAt(message: Message, place: number): SearchText | undefined {
	const texts: SearchText[] = [];
	forEachText(message, (text, field, index, part) => texts.push({ text, field, index, part }));
	return texts[place];
}
