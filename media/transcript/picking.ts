import type { Feed } from './feed.js';
import type { Row } from './row.js';
import type { Selection } from './selection.js';

const ownClicks = 'a, button, summary, input, select, textarea, audio, video';

/** Selecting messages by mouse: Ctrl+click (⌘+click) one, Shift+click up to one. */
export function pickByMouse(feed: Feed, selection: Selection, focused: () => Row | undefined): void {
	const { element } = feed;
	/** The row that a click would select up to, and the one that it would select from. */
	const rangeOf = (event: MouseEvent): { readonly row: Row; readonly from: Row } | undefined => {
		if (!event.shiftKey || event.button !== 0 || isForOthers(event)) return undefined;
		const row = feed.rowWith(event.target);
		const from = focused() ?? row;
		// In the message that has the focus it selects text, as it does everywhere.
		return row && from && (row !== from || selection.size > 0) ? { row, from } : undefined;
	};
	element.addEventListener('mousedown', (event) => {
		// Else the browser would select the text up to there.
		if (rangeOf(event)) event.preventDefault();
	});
	element.addEventListener('click', (event) => {
		const range = rangeOf(event);
		const row = feed.rowWith(event.target);
		if (range) {
			selection.extendTo(range.row, range.from);
		} else if (row && (event.ctrlKey || event.metaKey) && !isForOthers(event)) {
			selection.toggle(row);
		} else {
			return;
		}
		event.preventDefault();
		(range?.row ?? row)?.element.focus({ preventScroll: true });
	});
}

/** A link, a button, or text that is being selected. */
function isForOthers({ target }: MouseEvent): boolean {
	if (target instanceof Element && target.closest(ownClicks)) return true;
	return getSelection()?.isCollapsed === false;
}
