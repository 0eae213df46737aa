/** What Cline puts around what a person wrote. */
const wrapper = /^<(task|feedback|answer|user_message|user_input)(?: [^>]*)?>([^]*)<\/\1>$/;

/** The text without what Cline puts around it. */
export function unwrapped(text: string): string {
	const trimmed = text.trim();
	if (!trimmed.startsWith('<')) return text;
	return wrapper.exec(trimmed)?.[2]?.trim() ?? text;
}

const opening = '<environment_details>';
const closing = '</environment_details>';

/** A text, and what Cline told in it about open files, terminals and the time. */
export interface SplitText {
	readonly text: string;
	readonly environment: readonly string[];
}

export function splitEnvironment(text: string): SplitText {
	const kept: string[] = [];
	const environment: string[] = [];
	let from = 0;
	for (;;) {
		const start = text.indexOf(opening, from);
		const end = start < 0 ? -1 : text.indexOf(closing, start);
		if (end < 0) break;
		kept.push(text.slice(from, start));
		environment.push(text.slice(start + opening.length, end).trim());
		from = end + closing.length;
	}
	if (environment.length === 0) return { text, environment };
	kept.push(text.slice(from));
	return { text: kept.join('').trim(), environment };
}

/** The working folder as an environment names it. */
export function cwdIn(environment: string): string | undefined {
	return /^# Current Work(?:ing|space) Directory \((.+)\)/m.exec(environment)?.[1];
}

/** The tool whose result a text is, and what stands after the heading; undefined for any other text. */
export function resultIn(text: string): { readonly tool: string; readonly text: string } | undefined {
	const tool = /^\[([\w.-]+)/.exec(text)?.[1];
	const end = tool === undefined ? -1 : text.indexOf(headingEnd);
	if (tool === undefined || end < 0) return undefined;
	return { tool, text: text.slice(end + headingEnd.length).trim() };
}

const headingEnd = '] Result:';

export function saysFailed(result: string): boolean {
	return result.startsWith('The tool execution failed with the following error');
}
