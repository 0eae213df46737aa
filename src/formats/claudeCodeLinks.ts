import type { Entry, Node, Transcript } from './claudeCodeNode.js';

/** Finds the message before each, and before each compaction. Lines that say nothing are passed through. Linear. */
export function linkNodes({ entries, nodes, boundaries, agentId }: Transcript): void {
	// In the file of a sub-agent all is one conversation.
	const isOneRun = agentId !== undefined;
	const inSidechains = new Nearest(entries, (node) => isOneRun || node.isSidechain);
	const outside = new Nearest(entries, (node) => isOneRun || !node.isSidechain);
	const before = (isSidechain: boolean, line: string | null): Node | null =>
		(isSidechain ? inSidechains : outside).of(line);
	for (const node of nodes) {
		const { follows, isSidechain } = node;
		if (typeof follows === 'object' && follows !== null) node.before = follows;
		else {
			const found = before(isSidechain, follows);
			node.before = found === node ? null : found;
		}
	}
	for (const boundary of boundaries) boundary.before = before(boundary.isSidechain, boundary.parent);
}

/** The message that a line holds; else the one before it. */
export function messageAt({ entries, agentId }: Transcript, uuid: string): Node | null {
	return new Nearest(entries, (node) => agentId !== undefined || !node.isSidechain).of(uuid);
}

class Nearest {
	readonly #entries: ReadonlyMap<string, Entry>;
	readonly #fits: (node: Node) => boolean;
	readonly #known = new Map<string, Node | null>();

	constructor(entries: ReadonlyMap<string, Entry>, fits: (node: Node) => boolean) {
		this.#entries = entries;
		this.#fits = fits;
	}

	/** The first message at or above a line; null: there is none. */
	of(line: string | null): Node | null {
		const passed: string[] = [];
		let found: Node | null = null;
		for (let at = line; at !== null;) {
			const known = this.#known.get(at);
			const entry = this.#entries.get(at);
			if (known !== undefined || !entry) {
				found = known ?? null;
				break;
			}
			passed.push(at);
			// A circle ends here.
			this.#known.set(at, null);
			if (entry.node?.message && this.#fits(entry.node)) {
				found = entry.node;
				break;
			}
			at = entry.parent;
		}
		for (const each of passed) this.#known.set(each, found);
		return found;
	}
}
