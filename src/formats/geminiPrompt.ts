import type { Json, JsonObject, Part } from '../store/model.js';
import { geminiName, itemsOf, partsOf, textOf } from './geminiParts.js';
import { stringAt } from './pick.js';

/** Whether Gemini CLI said it, and no person. */
export function isInjected(items: readonly Json[]): boolean {
	const own = items.filter((item) => !isHook(item));
	const text = textOf(own.length > 0 ? own : items).trimStart();
	return injections.some((beginning) => text.startsWith(beginning));
}

const hook = '<hook_context>';

const injections = [
	hook,
	'<session_context>',
	'This is the Gemini CLI. We are setting up the context for our chat.',
	"Here is the user's editor context as a JSON object. This is for your information only.",
	"Here is a summary of changes in the user's editor context, in JSON format. This is for your information only.",
];

/** What a person typed, and after it what came along: the files that it names, and what hooks had to say. */
export function promptParts({ content = null, displayContent = null }: JsonObject): readonly Part[] {
	const items = itemsOf(content);
	const typed = textOf(itemsOf(displayContent));
	const own = items.length > 1 ? items.filter((item) => !isHook(item)) : items;
	const hooks = items.length > 1 ? items.filter(isHook).map(apart) : [];
	if (typed.trim() === '' || typed === textOf(own)) return [...partsOf(own), ...hooks];
	return [{ type: 'text', text: typed }, ...alongside(own, typed), ...hooks];
}

function isHook(item: Json): boolean {
	return textOf([item]).trimStart().startsWith(hook);
}

const header = /^\s*Content from @(.+):\s*$/;
const borders = ['--- Content from referenced files ---', '--- End of content ---'];

function alongside(items: readonly Json[], typed: string): readonly Part[] {
	const parts: Part[] = [];
	let name: string | undefined;
	for (const item of items) {
		const text = typeof item === 'string' ? item : stringAt(item, 'text');
		const named = header.exec(text?.slice(0, longestHeader) ?? '')?.[1];
		if (named !== undefined) name = named;
		else if (text === undefined) parts.push(...partsOf([item]));
		else if (name !== undefined) {
			parts.push({ type: 'file', name, text });
			name = undefined;
		} else if (text.trim() !== typed.trim() && !borders.includes(text.trim())) parts.push(apart(item));
	}
	return parts;
}

const longestHeader = 5000;

function apart(value: Json): Part {
	return { type: 'data', source: geminiName, value };
}
