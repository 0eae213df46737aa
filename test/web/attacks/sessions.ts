import type { NewMessage, Part } from '../../../src/store/model.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';

/** Makes a session that holds each text at every place of a message, as a snapshot's label and as a fork's title. */
export async function writeTexts(
	store: SessionStore,
	title: string,
	texts: readonly string[],
): Promise<void> {
	const first = texts[0] ?? '';
	const id = await store.createSession({ title, agentName: first, metadata: { model: first } });
	const ids = await store.addMessages(id, [
		{ role: 'user', content: texts.map((text): Part => ({ type: 'text', text })) },
		{
			role: 'assistant',
			content: texts.flatMap(partsOf),
			toolCalls: texts.map((text) => ({ id: text, name: text, arguments: text })),
			metadata: { author: first, model: first },
		},
		...texts.map((text): NewMessage => ({ role: 'tool', content: [...textParts(text)], toolCallId: text })),
		...texts.map(aloneWith),
		{ role: 'assistant', content: 'The end.' },
	]);
	for (const [at, text] of texts.entries()) {
		const messageId = ids[2 + texts.length + at] ?? '';
		await store.createSnapshot(id, { messageId, label: text });
		await store.forkSession(id, { fromMessageId: messageId, title: text, splitToolExchange: true });
	}
}

/** Makes sessions each forked from the one before, with these titles, and at their end one with the title `last`. */
export async function writeChain(
	store: SessionStore,
	last: string,
	titles: readonly string[],
): Promise<void> {
	let id: string | undefined;
	for (const title of [...titles, last]) {
		id = await (id === undefined ? store.createSession({ title }) : store.forkSession(id, { title }));
		await store.setAgentInfo(id, { agentName: titles.at(-1) ?? '' });
		await store.addMessage(id, { role: 'user', content: title });
	}
}

function* textParts(text: string): Iterable<Part> {
	yield { type: 'text', text };
	yield { type: 'file', name: text, mediaType: text, text, url: text };
}

function partsOf(text: string): readonly Part[] {
	return [
		...textParts(text),
		{ type: 'text', text: `\`\`\`\`\`\`\`${text.replaceAll(/[\n`]/g, ' ')}\n${text}\n\`\`\`\`\`\`\`` },
		{ type: 'thinking', text },
		{ type: 'image', mediaType: text, url: text },
		{ type: 'image', mediaType: 'image/png', data: text },
		{ type: 'image', mediaType: 'image/svg+xml', data: btoa('<svg onload="window.__fired(0)"/>') },
		{ type: 'file', name: `x.${text}`, url: text },
		{ type: 'data', source: text, value: { [`x${text}`]: text } },
	];
}

/** A result without its call: its author, model and the id of the call are badges of its own row. */
function aloneWith(text: string): NewMessage {
	return {
		role: 'tool',
		content: text,
		toolCallId: `no ${text}`,
		metadata: { author: text, model: text, usage: { input_tokens: text }, cost: text, duration: text },
	};
}
