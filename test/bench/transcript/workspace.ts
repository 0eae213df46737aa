import { setTimeout } from 'node:timers/promises';
import { join } from 'node:path';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { StoreGenerator } from '../../support/storeGenerator.js';
import { counted } from '../bench.js';

const seed = 4;
/** UTF-16 units of the longest messages. */
const vast = 5_000_000;

/** Titles, by what is in the session. */
export const titles = {
	ofLength: (messages: number, round: number): string => `${counted(messages)} messages, ${round}`,
	empty: 'Empty',
	/** Messages of 5 MB among others. */
	vast: (round: number): string => `Vast, ${round}`,
	/** Opened before anything is measured. */
	first: 'First',
};

interface Contents {
	readonly lengths: readonly number[];
	/** Sessions of each length: a round opens one that was never read. */
	readonly rounds: number;
	/** Milliseconds after which an index may speak for the files. */
	readonly settle: number;
}

/** Fills a workspace folder with sessions and an index of them. */
export async function fillWorkspace(workspace: string, { lengths, rounds, settle }: Contents): Promise<void> {
	const folder = join(workspace, '.sessions');
	const generator = new StoreGenerator(folder, seed);
	generator.session(100, titles.first);
	for (let round = 0; round < rounds; round++) {
		for (const length of lengths) generator.session(length, titles.ofLength(length, round));
	}
	const store = await SessionStore.open(folder);
	await store.createSession({ title: titles.empty });
	for (let round = 0; round < rounds; round++) await addVast(store, titles.vast(round));
	await store.close();
	await setTimeout(settle);
	// Whoever opens it now leaves an index.
	const again = await SessionStore.open(folder);
	await again.listSessions();
	await again.close();
}

/** Prose, code and the output of a tool of 5 MB each, every tenth of short messages. */
async function addVast(store: SessionStore, title: string): Promise<void> {
	const id = await store.createSession({ title });
	const filled = (text: string): string => text.repeat(Math.ceil(vast / text.length)).slice(0, vast);
	const longest = [
		filled('Some **prose** with `code`, a [link](https://example.com/) and what follows.\n\n'),
		`\`\`\`ts\n${filled('const value = compute(index, { deep: true }); // and so on\n')}\n\`\`\``,
		filled('{"line": 1, "ok": true} '),
	];
	const short = Array.from({ length: 10 }, (_, at) => `A short message of the lock, number ${at}.`);
	for (const content of longest) {
		await store.addMessages(
			id,
			[content, ...short].map((text) => ({ role: 'assistant', content: text })),
		);
	}
	await store.addMessages(id, [
		{ role: 'assistant', content: '', toolCalls: [{ id: 'call', name: 'run', arguments: '{}' }] },
		{ role: 'tool', content: filled('a line of output\n'), toolCallId: 'call' },
		...short.map((text) => ({ role: 'user' as const, content: text })),
	]);
}
