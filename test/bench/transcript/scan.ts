import { join } from 'node:path';
import { forEachText } from '../../../src/views/searchTexts.js';
import { expressionOf, forEachMatch } from '../../../src/protocol/findQuery.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { timed } from '../interleaved.js';

/** All texts of a session, in memory, and the plainest search of them. */
export class Scan {
	readonly #texts: readonly string[];

	private constructor(texts: readonly string[]) {
		this.#texts = texts;
	}

	static async of(workspace: string, title: string): Promise<Scan> {
		const store = await SessionStore.open(join(workspace, '.sessions'));
		const session = (await store.listSessions()).find((each) => each.title === title);
		const messages = session ? await store.getMessages(session.id) : [];
		await store.close();
		const texts: string[] = [];
		for (const message of messages) forEachText(message, (text) => texts.push(text));
		return new Scan(texts);
	}

	/** Milliseconds to count how often a text is there, and how often it is. */
	async find(text: string): Promise<{ readonly time: number; readonly hits: number }> {
		const query = { text, matchCase: false, wholeWord: false, regex: false, role: 'all' } as const;
		const expression = expressionOf(query);
		let hits = 0;
		const count = (): boolean => {
			hits += 1;
			return true;
		};
		const time = await timed(() => {
			for (const each of this.#texts) forEachMatch(expression, each, count);
		});
		return { time, hits };
	}
}
