import type { FolderStore, FolderChange } from '../host/stores.js';
import { sharedPaths, type Shown } from './sessionTreeContents.js';
import { SessionListing } from './sessionTreeListing.js';

/** The listing of each folder, read when it is first asked for and brought up to date before it is given. */
export class SessionListings {
	readonly #read = new Map<string, { readonly of: FolderStore; listing: Promise<SessionListing> }>();
	/** What changed in each folder since its listing was brought up to date. */
	readonly #changed = new Map<string, Set<string>>();

	readonly #shared = new Map<string, Promise<Shown>>();

	note({ folder, change }: FolderChange): void {
		this.#shared.delete(folder);
		const changed = this.#changed.get(folder) ?? new Set();
		for (const id of [...change.structure, ...change.content]) changed.add(id);
		this.#changed.set(folder, changed);
	}

	forget(): void {
		this.#read.clear();
		this.#changed.clear();
		this.#shared.clear();
	}

	/** The shared sessions and all that lead to one; computed once for all rows. */
	shared(opened: FolderStore): Promise<Shown> {
		const known = this.#shared.get(opened.folder) ?? this.of(opened).then(sharedPaths);
		this.#shared.set(opened.folder, known);
		return known;
	}

	of(opened: FolderStore): Promise<SessionListing> {
		const { folder, store } = opened;
		const known = this.#read.get(folder);
		const changed = this.#changed.get(folder);
		if (known?.of === opened && !changed) return known.listing;
		this.#changed.delete(folder);
		const listing =
			known?.of === opened && changed
				? known.listing.then(async (it) => ((await it.update(changed)) ? it : SessionListing.read(store)))
				: SessionListing.read(store);
		const entry = { of: opened, listing };
		this.#read.set(folder, entry);
		// One that failed must not be given again.
		listing.catch(() => {
			if (this.#read.get(folder) === entry) this.#read.delete(folder);
		});
		return listing;
	}
}
