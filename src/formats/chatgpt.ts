import type { Json, JsonObject } from '../store/model.js';
import { readConversation } from './chatgptConversation.js';
import { chatgptName } from './chatgptMessage.js';
import { entriesOf, exportReader } from './exportReader.js';
import { isJsonObject } from './json.js';
import { objectAt } from './pick.js';
import { type Format, invalid } from './source.js';

/** `conversations.json` of a ChatGPT export, its numbered parts, and files with one conversation each. */
export const chatgpt: Format = {
	name: chatgptName,
	title: 'ChatGPT export',
	recognises: ({ head }) => head.some((value) => entriesOf(value).some((entry) => mappingOf(entry))),
	begin: (context) =>
		exportReader(context, (file) => (entry) => {
			const mapping = mappingOf(entry);
			if (!isJsonObject(entry) || !mapping) throw invalid('a conversation without messages (no "mapping")');
			return readConversation(entry, mapping, file, context);
		}),
};

/** The tree of a conversation; undefined where there is none, and for mappings of anything else. */
function mappingOf(value: Json): JsonObject | undefined {
	const mapping = objectAt(value, 'mapping');
	if (!mapping || !isJsonObject(value)) return undefined;
	const nodes = Object.values(mapping);
	const isTree =
		nodes.length === 0
			? Object.hasOwn(value, 'current_node') || Object.hasOwn(value, 'create_time')
			: nodes.some(isNode);
	return isTree ? mapping : undefined;
}

function isNode(value: Json): boolean {
	return isJsonObject(value) && ['message', 'parent', 'children'].some((key) => Object.hasOwn(value, key));
}
