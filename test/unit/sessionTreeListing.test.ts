import assert from 'node:assert/strict';
import { sharedPaths } from '../../src/views/sessionTreeContents.js';
import { SessionListing } from '../../src/views/sessionTreeListing.js';
import type { SessionStore } from '../../src/store/sessionStore.js';
import { Temporary } from './store/temporary.js';

describe('SessionListing', () => {
	let temporary: Temporary;
	let store: SessionStore;
	let top: string;
	let child: string;
	let other: string;
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
		top = await store.createSession({ title: 'Top' });
		child = await store.createSession({ title: 'Child', parentId: top });
		other = await store.createSession({ title: 'Other' });
	});
	afterEach(() => temporary.remove());

	const seen = (listing: SessionListing): unknown => ({
		roots: listing.roots().map(({ title }) => title),
		parents: [top, child, other].filter((id) => listing.isParent(id)),
		trash: listing.trashCount,
	});

	it('knows the roots, latest first, what has something below it, and the trash', async () => {
		await store.deleteSession(await store.createSession());
		// All of them may have been made within one millisecond.
		await store.addMessage(other, { role: 'user', content: 'Later', timestamp: Date.now() + 1000 });
		assert.deepEqual(seen(await SessionListing.read(store)), {
			roots: ['Other', 'Top'],
			parents: [top],
			trash: 1,
		});
	});

	it('follows changes as well as when it is read anew', async () => {
		const listing = await SessionListing.read(store);
		const changed = new Set<string>();
		store.onDidChange(({ structure, content }) => {
			for (const id of [...structure, ...content]) changed.add(id);
		});
		await store.moveSession(child, other);
		await store.setTitle(top, 'Renamed');
		await store.createSnapshot(top);
		await store.deleteSession(other);
		assert.equal(await listing.update(changed), true);
		const anew = await SessionListing.read(store);
		assert.deepEqual(seen(listing), seen(anew));
		assert.deepEqual(
			new Map([...listing.all()].map((session) => [session.id, session])),
			new Map([...anew.all()].map((session) => [session.id, session])),
		);
		assert.deepEqual(seen(listing), { roots: ['Renamed'], parents: [other], trash: 1 });
		assert.equal(listing.get(top)?.snapshotCount, 1);
	});

	it('is to be read anew when sessions came or went', async () => {
		const listing = await SessionListing.read(store);
		const fresh = await store.createSession();
		assert.equal(await listing.update(new Set([fresh])), false);
	});

	it('gives the filter the shared sessions and what leads to them', async () => {
		await store.shareSession(child);
		const shown = sharedPaths(await SessionListing.read(store));
		assert.deepEqual(shown, { ids: new Set([child, top]), parents: new Set([top]) });
	});
});
