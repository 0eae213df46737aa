import type { Json, JsonObject } from '../store/model.js';
import { isJsonObject, without } from './json.js';
import { filled } from './parts.js';
import { listAt, objectAt, rest } from './pick.js';
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
	if (!isJsonObject(value)) return undefined;
	const turns = turnsAt(value, 'messages');
	return turns ? plainConversation(value, ['messages'], turns) : (preferenceOf(value) ?? batchOf(value));
}

/** Of a file for preference tuning: what was asked, and two answers. */
function preferenceOf(value: JsonObject): PlainConversation | undefined {
	const input = objectAt(value, 'input');
	const turns = turnsAt(input ?? null, 'messages');
	const [one, other] = [turnsAt(value, 'preferred_output'), turnsAt(value, 'non_preferred_output')];
	if (!input || !turns || !one) return undefined;
	const about = { ...without(value, 'input'), ...without(input, 'messages') };
	const held = ['preferred_output', 'non_preferred_output'];
	return plainConversation(about, held, [...turns, ...one], other && [...turns, ...other]);
}

/** A request of a batch, or what came back for one: two of its answers are branches. */
function batchOf(value: JsonObject): PlainConversation | undefined {
	const body = objectAt(value, 'body') ?? objectAt(objectAt(value, 'response'), 'body') ?? value;
	const { model = null, usage } = body as Record<string, Json>;
	const id = value['custom_id'];
	const turns = turnsAt(body, 'messages');
	if (turns) return plainConversation({ ...body, ...filled({ id }) }, ['messages'], turns);
	const answers = (listAt(body, 'choices') ?? []).flatMap((choice) => {
		const message = objectAt(choice, 'message');
		return message && isTurns([message]) ? [{ ...message, model, ...filled({ usage }) }] : [];
	});
	const [one, other, ...choices] = answers;
	if (!one) return undefined;
	const more = filled({ id, choices: choices.length > 0 ? choices : undefined });
	const about = { ...rest(body, ['choices', 'usage']), ...more };
	return { ...plainConversation(about, [], [one], other && [other]), marks: [{}, {}] };
}
