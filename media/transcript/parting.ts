import type { Place, Way } from '../../src/protocol/transcript.js';
import { button, count, icon, make } from './dom.js';
import { foldButton, type Fold } from './fold.js';
import { post } from './host.js';

/** Ways that are listed at first, and each time more are asked for. */
const step = 100;

const states: Readonly<Record<Way['state'], { readonly words: string; readonly title: string }>> = {
	current: { words: 'current', title: 'The transcript goes on this way' },
	discarded: { words: 'discarded', title: 'A revert left this branch behind. Nothing of it is lost' },
	diverged: { words: 'diverged', title: 'Two writers went on from this message' },
};

/** The switch at a message where branches part: `‹ 2/3 ›`, and a list of them. `messageId` null: before the first. */
export function partingElement(messageId: string | null, ways: readonly Way[], fold: Fold): HTMLElement {
	const at = ways.findIndex(({ state }) => state === 'current');
	const list = make('ol', { class: 'ways', attributes: { 'aria-label': 'Branches from here' } });
	const place = `${(at + 1).toLocaleString()}/${ways.length.toLocaleString()}`;
	const name = `Branch ${(at + 1).toLocaleString()} of ${ways.length.toLocaleString()}`;
	const all = foldButton(
		{
			class: 'place',
			title: 'List the branches',
			attributes: { 'aria-label': `Branch ${place}: list them` },
		},
		fold,
		(isOpen) => {
			list.hidden = !isOpen;
			if (isOpen && list.childElementCount === 0) fill(list, messageId, ways, fold.key);
		},
	);
	all.append(icon('git-branch'), place);
	const buttons = make(
		'div',
		{ class: 'switch', attributes: { role: 'group', 'aria-label': name } },
		stepButton('Previous branch', 'chevron-left', messageId, ways[at - 1]),
		all,
		stepButton('Next branch', 'chevron-right', messageId, ways[at + 1]),
	);
	return make('div', 'parting', buttons, list);
}

function stepButton(
	words: string,
	glyph: string,
	messageId: string | null,
	way: Way | undefined,
): HTMLElement {
	const end = way?.end ?? null;
	const title = way && end !== null ? `${words}: ${wordsOf(way)}` : `There is no ${words.toLowerCase()}`;
	const element = button({ class: 'step writes', title, attributes: { 'aria-label': words } }, () => {
		if (end !== null) switchTo(end, messageId, element);
	});
	// Not `disabled`, which would drop the focus when the last one is reached.
	if (end === null) element.setAttribute('aria-disabled', 'true');
	element.dataset['focusKey'] = `${glyph}:${messageId ?? ''}`;
	element.append(icon(glyph));
	return element;
}

function fill(list: HTMLElement, messageId: string | null, ways: readonly Way[], key: string): void {
	const start = list.childElementCount;
	list.append(...ways.slice(start, start + step).map((way, at) => item(way, start + at, messageId, key)));
	const left = ways.length - list.childElementCount;
	if (left <= 0) return;
	const more = make('li', 'more');
	const open = button({ class: 'link' }, () => {
		more.remove();
		fill(list, messageId, ways, key);
		list.children[start + step]?.querySelector('button')?.focus();
	});
	open.textContent = `Show ${Math.min(step, left).toLocaleString()} more`;
	more.append(open);
	list.append(more);
}

function item(way: Way, at: number, messageId: string | null, key: string): HTMLElement {
	const { state, end } = way;
	const number = (at + 1).toLocaleString();
	const buttons: HTMLElement[] = [];
	if (end !== null && state !== 'current') {
		const go = button(
			{ class: 'small writes', attributes: { 'aria-label': `Switch to branch ${number}` } },
			() => {
				switchTo(end, messageId, go);
			},
		);
		// It goes when its branch becomes the current one: the focus stays with the switch.
		go.dataset['focusKey'] = key;
		go.append('Switch to');
		buttons.push(go);
	}
	if (end !== null) {
		const fork = button(
			{ class: 'small writes', attributes: { 'aria-label': `Fork branch ${number}` } },
			() => {
				post({ type: 'command', command: 'forkFromMessage', messageId: end });
			},
		);
		fork.append('Fork');
		buttons.push(fork);
	}
	const { words, title } = states[state];
	const again = way.branchCount > 1 ? `, parts again into ${way.branchCount.toLocaleString()}` : '';
	const looks = {
		class: `way ${state}`,
		attributes: { 'aria-current': state === 'current' ? 'true' : null },
	};
	return make(
		'li',
		looks,
		make('span', 'ordinal', number),
		make('span', 'first', way.first === null ? 'Ends here' : way.first.words),
		make('span', { class: 'badge', title }, words),
		way.first === null ? null : make('span', 'faint', `${count(way.messageCount, 'message')}${again}`),
		make('span', 'does', ...buttons),
	);
}

function wordsOf({ state, messageCount, first }: Way): string {
	return first === null
		? 'ends here'
		: `“${first.words}” (${states[state].words}, ${count(messageCount, 'message')})`;
}

function switchTo(end: string, messageId: string | null, from: HTMLElement): void {
	post({ type: 'switch', messageId: end, place: placeOf(from, messageId) });
}

/** Where the message of a control is in view, so that it can stay there. */
function placeOf(element: HTMLElement, messageId: string | null): Place | null {
	const row = element.closest('.message');
	const scroller = element.closest('.scroller');
	if (messageId === null || !row || !scroller) return null;
	return { messageId, offset: row.getBoundingClientRect().top - scroller.getBoundingClientRect().top };
}
