import type { Json } from '../store/model.js';
import { isJsonObject } from './json.js';
import {
	type PlainConversation,
	isTurns,
	entriesIn,
	plainConversation,
	plainReader,
	turnsAt,
} from './plainConversations.js';
import { type Format, invalid } from './source.js';

const name = 'openai';

/** Conversations as chat APIs take them: one a line, as in files for fine-tuning, a list of them, or a single one. */
export const openai: Format = {
	name,
	title: 'OpenAI chat',
	recognises({ shape, head }) {
		const [first] = head;
		if (shape === 'lines' && head.length === 1) return first !== undefined && isOnItsOwn(first);
		return head.some((value) => entriesIn(value).some((entry) => conversationOf(entry)));
	},
	begin: (context) =>
		plainReader(context, name, (entry) => {
			const conversation = conversationOf(entry);
			if (!conversation) throw invalid('no conversation');
			return conversation;
		}),
};

/** What agents put beside the messages of a session. */
const agentFields = ['session_id', 'sessionId', 'systemPrompt', 'info', 'format'];

/** A single line may be the whole file of an agent that has not been asked yet. */
function isOnItsOwn(value: Json): boolean {
	return (
		isJsonObject(value) &&
		turnsAt(value, 'messages') !== undefined &&
		!agentFields.some((key) => Object.hasOwn(value, key))
	);
}

function conversationOf(value: Json): PlainConversation | undefined {
	if (isTurns(value)) return plainConversation({}, [], value);
	const turns = turnsAt(value, 'messages');
	return turns && isJsonObject(value) ? plainConversation(value, ['messages'], turns) : undefined;
}
