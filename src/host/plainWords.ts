/**
 * Words for a notification, in which VS Code turns `[words](command:…)` into a link that runs the command: what
 * comes from a file must not become one. A word joiner, which nobody sees, parts the brackets.
 */
export function plainWords(text: string): string {
	return text.replaceAll('](', ']\u2060(');
}
