import { jsonFiles } from './jsonFiles.js';
import type { Peer } from './peer.js';
import { fetchPi, piIn } from './pi.js';
import { sqlite } from './sqlite.js';

/** The peers that come with Node. */
export const ownPeers: readonly Peer[] = [jsonFiles, sqlite];

/** The peer of that recipe. */
export async function peerOf([name, folder]: readonly string[]): Promise<Peer> {
	const own = ownPeers.find((peer) => peer.name === name);
	if (own) return own;
	if (folder === undefined) throw new RangeError(`no peer is called ${name}`);
	return piIn(folder);
}

/** All peers. One that cannot be had is left out, and stderr says why. `remove` takes away what was fetched. */
export async function fetchPeers(): Promise<{
	readonly peers: readonly Peer[];
	readonly remove: () => Promise<void>;
}> {
	try {
		const { folder, remove } = await fetchPi();
		return { peers: [...ownPeers, await piIn(folder)], remove };
	} catch (error) {
		console.error(`pi is left out: ${error instanceof Error ? error.message : String(error)}`);
		return { peers: ownPeers, remove: () => Promise.resolve() };
	}
}
