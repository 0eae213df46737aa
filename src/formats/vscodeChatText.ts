import type { Json, JsonObject } from '../store/model.js';
import { isJsonObject } from './json.js';
import { listAt, objectAt, stringAt } from './pick.js';

/** The text of a string or of a Markdown string (`{ value }`); undefined for anything else. */
export function markdownOf(value: Json | undefined): string | undefined {
	return typeof value === 'string' ? value : stringAt(value, 'value');
}

/** What VS Code says of a tool call, with the names of files where it has links without words. */
export function plainMessage(value: Json | undefined): string | undefined {
	return markdownOf(value)?.replace(/\[\]\(([^()[\]\s]+)\)/g, (_, uri: string) => baseName(uri));
}

/** The part of a response that points to a file or a symbol, in one word. */
export function referenceName(part: JsonObject): string {
	const target = part['inlineReference'];
	const name = stringAt(part, 'name') ?? stringAt(target, 'name');
	if (name !== undefined) return name;
	const place = objectAt(target, 'uri') ?? objectAt(objectAt(target, 'location'), 'uri') ?? target;
	const path = uriPath(place);
	return path === undefined ? '' : baseName(path);
}

/** The path of a URI as VS Code writes it: a text or its components. */
export function uriPath(uri: Json | undefined): string | undefined {
	if (typeof uri === 'string') return uri.startsWith('file://') ? decoded(uri.slice('file://'.length)) : uri;
	return stringAt(uri, 'fsPath') ?? stringAt(uri, 'path');
}

/** A URI as a text. */
export function uriText(uri: Json | undefined): string | undefined {
	if (typeof uri === 'string') return uri;
	const external = stringAt(uri, 'external');
	if (external !== undefined) return external;
	const scheme = stringAt(uri, 'scheme');
	const path = stringAt(uri, 'path');
	if (scheme === undefined || path === undefined) return undefined;
	return `${scheme}://${stringAt(uri, 'authority') ?? ''}${path}`;
}

export function baseName(path: string): string {
	const [bare = ''] = path.split(/[?#]/, 1);
	return decoded(bare.split(/[/\\]/).findLast((piece) => piece !== '') ?? bare);
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		// It was no URI after all: as it is.
		return text;
	}
}

/** What stands in a result of a tool that Copilot writes as a tree of elements (`@vscode/prompt-tsx`). */
export function elementText(node: Json | undefined): string {
	const texts: string[] = [];
	const waiting: Json[] = node === undefined ? [] : [node];
	for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
		if (!isJsonObject(at)) continue;
		const text = stringAt(at, 'text');
		if (text !== undefined)
			texts.push(at['lineBreakBefore'] === true && texts.length > 0 ? `\n${text}` : text);
		for (const child of [...(listAt(at, 'children') ?? [])].reverse()) waiting.push(child);
	}
	return texts.join('');
}
