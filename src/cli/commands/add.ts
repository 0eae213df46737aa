import { shownTitle } from '../../formats/shown.js';
import { type Role, roles } from '../../store/model.js';
import type { Call, CliCommand } from '../command.js';
import { Failure, UsageError } from '../failures.js';
import { sessionNamed } from '../naming.js';
import { withStore } from '../storeFolder.js';
import { tellMade } from '../tellMade.js';

export const add: CliCommand = {
	name: 'add',
	parameters: '<session> [text | -]',
	count: { least: 1, most: 2 },
	summary: 'add a message to the end of a session; gives its id',
	details: [
		'Without a text, or with -, the message is read from standard input, less its last line feed.',
		'--json: { sessionId, messageId }',
	],
	options: {
		role: { value: 'role', about: `whose message: ${roles.join(', ')} (default: user)` },
		author: { value: 'name', about: 'who wrote it, or which agent' },
		answers: { value: 'call', about: 'of a tool message: the id of the tool call that it answers' },
	},
	run: async (call) => {
		const role = roleOf(call.text('role') ?? 'user');
		const toolCallId = call.text('answers');
		if (toolCallId !== undefined && role !== 'tool') throw new UsageError('--answers goes with --role tool.');
		const author = call.text('author');
		return withStore(call, 'write', async (store) => {
			const { id, title } = await sessionNamed(store, call.given[0] ?? '');
			const content = await contentOf(call);
			if (content === '') throw new Failure('The message is empty: nothing was added.');
			const messageId = await store.addMessage(id, {
				role,
				content,
				...(toolCallId !== undefined && { toolCallId }),
				...(author !== undefined && { metadata: { author } }),
			});
			await tellMade(call, `Added to “${shownTitle(title)}”.`, messageId, { sessionId: id, messageId });
			return 0;
		});
	},
};

function roleOf(text: string): Role {
	const role = roles.find((each) => each === text);
	if (role === undefined) throw new UsageError(`“${text}” is no role: ${roles.join(', ')}.`);
	return role;
}

async function contentOf({ given: [, text], input, errors }: Call): Promise<string> {
	if (text !== undefined && text !== '-') return text;
	if (input.isTTY) await errors.line('The message, then Ctrl+D on a line of its own:');
	const chunks: Buffer[] = [];
	for await (const chunk of input) chunks.push(chunk as Buffer);
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)).replace(/\r?\n$/, '');
	} catch (cause) {
		throw new Failure('Standard input is not UTF-8 text: nothing was added.', { cause });
	}
}
