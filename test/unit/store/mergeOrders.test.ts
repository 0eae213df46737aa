import { strict as assert } from 'node:assert';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { readAll } from '../formats/importing.js';
import { families, names, talks } from './forkFamilies.js';
import { Temporary, texts } from './temporary.js';

/** All sets of the sessions, but for none at all, and all pairs of which one comes after the other. */
const beginnings: readonly (readonly (readonly string[])[])[] = [
	...Array.from({ length: 2 ** names.length - 1 }, (_, i) => [
		names.filter((__, bit) => ((i + 1) >> bit) % 2 === 1),
	]),
	...names.flatMap((one) => names.filter((other) => other !== one).map((other) => [[one], [other]])),
];

describe('Merging forks of forks, some of which were here before', () => {
	for (const [title, write] of families) {
		const files = new Map(names.map((name) => [name, write(name, talks[name] ?? [])]));
		const titles = new Map([...files].map(([name, [, , id]]) => [id, name]));

		const merge = async (store: SessionStore, those: readonly string[]): Promise<number> => {
			const chosen = those.map((name) => files.get(name)?.slice(0, 2) ?? []);
			const { sessions } = await readAll(Object.fromEntries(chosen) as Record<string, string>);
			const { messages, grown } = await store.mergeSessions(sessions);
			return messages + grown;
		};

		const said = async (store: SessionStore): Promise<Readonly<Record<string, readonly unknown[]>>> => {
			const all = await store.listSessions();
			const shown: Record<string, readonly unknown[]> = {};
			for (const { id, source } of all) shown[titles.get(source?.id ?? '') ?? id] = await texts(store, id);
			return shown;
		};

		it(`keeps what each says, and adds nothing twice: ${title}`, async () => {
			for (const beginning of beginnings) {
				const temporary = await Temporary.make();
				try {
					for (const set of beginning) await merge(await temporary.open(), set);
					await merge(await temporary.open(), names);
					assert.deepEqual(await said(await temporary.open()), talks, JSON.stringify(beginning));
					const again = [names, ['c'], ['b'], ['d'], ['a'], names];
					const added: number[] = [];
					for (const each of again) added.push(await merge(await temporary.open(), each));
					assert.deepEqual(
						[added, await said(await temporary.open())],
						[again.map(() => 0), talks],
						JSON.stringify(beginning),
					);
				} finally {
					await temporary.remove();
				}
			}
		});
	}
});
