import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { session, source } from './incomingSessions.js';
import { Temporary } from './temporary.js';

describe('Merging what a session and its agent are called', () => {
	let temporary: Temporary;
	let store: SessionStore;
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
	});
	afterEach(() => temporary.remove());

	it('follows the title of the source until a person gives another', async () => {
		const [id = ''] = (await store.mergeSessions([session('s', ['a'])])).sessionIds;
		const named = async (title: string): Promise<string> => {
			await store.mergeSessions([session('s', ['a'], { title })]);
			return (await store.getSession(id)).title;
		};
		assert.deepEqual([await named('One'), await named('Two')], ['One', 'Two']);
		await store.setTitle(id, 'Mine');
		assert.equal(await named('Three'), 'Mine');
	});

	it('leaves the title of a session alone that comes without the one above it, unless that never came', async () => {
		const child = (title: string): IncomingSession => session('s', ['a'], { parent: source('p'), title });
		const [id = ''] = (await store.mergeSessions([child('Found')])).sessionIds;
		const named = async (...sessions: IncomingSession[]): Promise<string> => {
			await store.mergeSessions(sessions);
			return (await store.getSession(id)).title;
		};
		const above = session('p', ['b']);
		assert.deepEqual(
			[
				await named(child('Find all')),
				await named(above, child('Search')),
				await named(child('Find all')),
				await named(above, child('Search well')),
			],
			['Find all', 'Search', 'Search', 'Search well'],
		);
	});

	it('names the agent once the source knows it, unless a person did', async () => {
		const [id = ''] = (await store.mergeSessions([session('s', ['a'])])).sessionIds;
		const named = async (agentName: string): Promise<string | null> => {
			await store.mergeSessions([session('s', ['a'], { agentName })]);
			return (await store.getSession(id)).agentName;
		};
		assert.equal(await named('Explore'), 'Explore');
		await store.setAgentInfo(id, { agentName: 'Mine' });
		assert.equal(await named('Plan'), 'Mine');
	});
});
