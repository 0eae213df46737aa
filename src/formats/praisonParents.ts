import { type Draft, counted, named, newDraft, turnsOf } from './praisonDraft.js';
import type { PraisonFile } from './praisonFile.js';
import type { FormatWarning } from './source.js';

type Warn = (draft: Draft, message: string) => void;

/** Sessions in their relation, parents first, otherwise in the order of the files. */
export function arrange(files: readonly PraisonFile[], warnings: FormatWarning[]): readonly Draft[] {
	const warn: Warn = ({ file }, message) => {
		warnings.push({ path: file.path, message });
	};
	const byId = new Map<string, Draft>();
	const drafts = files.map((file) => {
		const draft = newDraft(file, unusedId(file.id, byId));
		if (draft.id !== file.id) {
			const other = byId.get(file.id)?.file.path ?? '';
			warn(draft, `${named(draft)}: ${other} is a session with the same id (${file.id}); both are kept`);
		}
		byId.set(draft.id, draft);
		return draft;
	});
	for (const draft of drafts) {
		const { parentId } = draft.file;
		if (parentId === null) continue;
		draft.parent = byId.get(parentId);
		if (!draft.parent) {
			warn(
				draft,
				`${named(draft)}: its parent ${parentId} is not among the files; it becomes a root, with all of its messages`,
			);
		}
	}
	mendCircles(drafts, warn);
	const ordered = parentsFirst(drafts);
	restoreHeads(ordered, warn);
	return ordered;
}

function unusedId(id: string, taken: ReadonlyMap<string, unknown>): string {
	let unused = id;
	for (let copy = 2; taken.has(unused); copy++) unused = `${id}~${copy.toString()}`;
	return unused;
}

/** Of sessions that are each other's parents, the oldest becomes a root. */
function mendCircles(drafts: readonly Draft[], warn: Warn): void {
	const walkOf = new Map<Draft, Draft>();
	for (const first of drafts) {
		let at: Draft | undefined = first;
		while (at && !walkOf.has(at)) {
			walkOf.set(at, first);
			at = at.parent;
		}
		if (!at || walkOf.get(at) !== first) continue;
		let oldest = at;
		for (let next = at.parent; next && next !== at; next = next.parent) {
			if (next.file.createdAt < oldest.file.createdAt) oldest = next;
		}
		const above = oldest.parent === oldest ? 'itself' : named(oldest.parent ?? oldest);
		warn(
			oldest,
			`${named(oldest)}: its parents lead back to itself (its parent is ${above}); it becomes a root`,
		);
		oldest.parent = undefined;
	}
}

function parentsFirst(drafts: readonly Draft[]): readonly Draft[] {
	const ordered = new Set<Draft>();
	for (const draft of drafts) {
		const chain: Draft[] = [];
		for (let at: Draft | undefined = draft; at && !ordered.has(at); at = at.parent) chain.push(at);
		for (const next of chain.reverse()) ordered.add(next);
	}
	return [...ordered];
}

/**
 * PraisonAI's hierarchical store forgets the oldest messages past its limit. A fork made before still has
 * them: from there they come back, else the fork would have no place to branch off. Forks first, so that
 * what one of them gets back can help its parent.
 */
function restoreHeads(parentsFirst: readonly Draft[], warn: Warn): void {
	const keepers = new Map<Draft, Draft>();
	for (const draft of parentsFirst.toReversed()) {
		const { parent } = draft;
		const first = parent?.file.archived.length === 0 ? parent.file.live[0] : undefined;
		// Without a time, equal messages may be two messages.
		if (!parent || first?.time === undefined) continue;
		const turns = turnsOf(draft);
		const at = turns.findIndex(({ key }) => key === first.key);
		if (at <= parent.lost.length) continue;
		parent.lost = turns.slice(0, at);
		keepers.set(parent, draft);
	}
	for (const [draft, keeper] of keepers) {
		const count = counted(draft.lost.length, 'message');
		warn(
			draft,
			`${named(draft)}: PraisonAI had cut off its first ${count}; its fork ${named(keeper)} still had them, so they are back`,
		);
	}
}
