import type { Mark, MarksAt } from '../../src/protocol/transcript.js';
import { button, count, icon, make } from './dom.js';
import { foldButton, type Fold } from './fold.js';
import { post } from './host.js';
import { partingElement } from './parting.js';
import { ago } from './time.js';

/** Snapshots beyond these are folded away. */
const mostShown = 4;

type MarkOf<Kind extends Mark['kind']> = Extract<Mark, { readonly kind: Kind }>;

export interface MarkContext {
	readonly folder: string;
	readonly sessionId: string;
}

/** The marks of a session by message; null is the place before the first. */
export class Marks {
	#byMessage: ReadonlyMap<string | null, readonly Mark[]> = new Map();
	/** What a reader unfolded. It outlives the rows, which come and go. */
	readonly #unfolded = new Set<string>();

	set(marks: readonly MarksAt[]): void {
		this.#byMessage = new Map(marks.map(({ messageId, marks: found }) => [messageId, found]));
	}

	/** What stands at these messages: chips, and a switch where branches part; null when there is nothing. */
	element(messageIds: readonly (string | null)[], context: MarkContext): HTMLElement | null {
		const parts = messageIds.flatMap((id) => this.#partsAt(id, context));
		return parts.length === 0 ? null : make('div', 'marks-at', ...parts);
	}

	#partsAt(messageId: string | null, context: MarkContext): readonly HTMLElement[] {
		const marks = this.#byMessage.get(messageId) ?? [];
		const of = <Kind extends Mark['kind']>(kind: Kind): readonly MarkOf<Kind>[] =>
			marks.filter((mark): mark is MarkOf<Kind> => mark.kind === kind);
		const at = messageId ?? '';
		const items = [
			...foldable(
				of('snapshot').map((mark) => snapshotChip(mark, context)),
				{ shown: mostShown, words: (hidden) => count(hidden, 'more snapshot') },
				this.#fold(`snapshots:${at}`),
			),
			...foldable(
				of('fork').map(forkChip),
				{ shown: 1, words: (_, all) => `${count(all, 'fork')} from here` },
				this.#fold(`forks:${at}`),
			),
		];
		const chips = make(
			'ul',
			{ class: 'marks', attributes: { 'aria-label': 'Marks at this message' } },
			...items,
		);
		const partings = of('parting').map(({ ways }) =>
			partingElement(messageId, ways, this.#fold(`ways:${at}`)),
		);
		return [...(items.length > 0 ? [chips] : []), ...partings];
	}

	#fold(key: string): Fold {
		return {
			key,
			isOpen: this.#unfolded.has(key),
			toggled: (isOpen) => {
				if (isOpen) this.#unfolded.add(key);
				else this.#unfolded.delete(key);
			},
		};
	}
}

interface Folding {
	/** So many may stand without a button; where forks fold, none of them stays outside. */
	readonly shown: number;
	readonly words: (hidden: number, all: number) => string;
}

/** List items, the rest of them behind a button where they are more than are shown. */
function foldable(
	chips: readonly HTMLElement[],
	{ shown, words }: Folding,
	fold: Fold,
): readonly HTMLElement[] {
	const items = chips.map((chip) => make('li', {}, chip));
	if (items.length <= shown) return items;
	const outside = shown === 1 ? 0 : shown;
	const hidden = items.slice(outside);
	const open = foldButton({ class: 'chip rest' }, fold, (isOpen) => {
		for (const item of hidden) item.hidden = !isOpen;
	});
	open.append(
		...(outside === 0 ? [icon('repo-forked')] : []),
		make('span', 'words', words(hidden.length, items.length)),
		icon('chevron-right'),
	);
	return [...items.slice(0, outside), make('li', {}, open), ...hidden];
}

function snapshotChip(mark: MarkOf<'snapshot'>, { folder, sessionId }: MarkContext): HTMLElement {
	const label = mark.label.trim() === '' ? 'Snapshot' : mark.label;
	const title = `Snapshot “${label}”, taken ${ago(mark.time)}. Revert, fork or delete…`;
	const element = button({ class: 'chip snapshot', title }, () => {
		post({ type: 'snapshot', snapshotId: mark.snapshotId });
	});
	element.dataset['vscodeContext'] = JSON.stringify({
		webviewSection: 'snapshot',
		folder,
		sessionId,
		snapshotId: mark.snapshotId,
		preventDefaultContextMenuItems: true,
	});
	element.dataset['focusKey'] = `snapshot:${mark.snapshotId}`;
	element.append(icon('bookmark'), make('span', 'words', label));
	return element;
}

function forkChip({ session: { sessionId, title } }: MarkOf<'fork'>): HTMLElement {
	const element = button({ class: 'chip fork', title: `Fork “${title}” begins here. Open it` }, () => {
		post({ type: 'open', sessionId, messageId: null });
	});
	element.dataset['focusKey'] = `fork:${sessionId}`;
	element.append(icon('repo-forked'), make('span', 'words', title));
	return element;
}
