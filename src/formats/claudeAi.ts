import { claudeAiName, readChat } from './claudeAiConversation.js';
import { chatOfDesign } from './claudeAiDesign.js';
import { entriesOf, exportReader } from './exportReader.js';
import { isJsonObject } from './json.js';
import { listAt } from './pick.js';
import { type Format, invalid } from './source.js';

/** `conversations.json` of a Claude.ai export, its design chats, and files with one conversation each. */
export const claudeAi: Format = {
	name: claudeAiName,
	title: 'Claude.ai export',
	recognises: ({ head }) =>
		head.some((value) =>
			entriesOf(value).some((entry) => listAt(entry, 'chat_messages') ?? chatOfDesign(entry)),
		),
	begin: (context) =>
		exportReader(context, (file) => (given) => {
			const entry = chatOfDesign(given) ?? given;
			const messages = listAt(entry, 'chat_messages');
			if (!isJsonObject(entry) || !messages)
				throw invalid('a conversation without messages (no "chat_messages")');
			return readChat(entry, messages, file, context);
		}),
};
