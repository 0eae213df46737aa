import type { Totals } from '../../src/protocol/content.js';
import type { Frame, SessionLink } from '../../src/protocol/transcript.js';
import { button, count, icon, make } from './dom.js';
import { post } from './host.js';
import { totalsElements } from './usage.js';

/** What stands above the messages: where the session is in the tree, its title, and facts. */
export function drawHeader(holder: HTMLElement, frame: Frame): void {
	const glyph = { root: 'comment', child: 'child', fork: 'repo-forked' }[frame.relation];
	const title = make(
		'div',
		'title',
		icon(glyph),
		make('h1', { title: frame.title }, frame.title),
		frame.shared ? make('span', { class: 'badge shared' }, icon('broadcast'), 'Shared') : null,
		frame.deleted ? make('span', { class: 'badge failed' }, icon('trash'), 'In the trash') : null,
	);
	const sums = holder.querySelectorAll('.facts > .sum');
	const list = facts(frame);
	list.append(...sums);
	holder.replaceChildren(...[crumbs(frame), title, list, ...notices(frame)].filter((part) => part !== null));
}

/** Adds to the facts what the session took; nothing else of the header is touched. */
export function drawTotals(holder: HTMLElement, totals: Totals): void {
	for (const sum of holder.querySelectorAll('.facts > .sum')) sum.remove();
	holder.querySelector('.facts')?.append(...totalsElements(totals));
}

function crumbs({ ancestors, moreAncestors, title }: Frame): HTMLElement | null {
	if (ancestors.length === 0) return null;
	const list = make('ol');
	if (moreAncestors) list.append(make('li', {}, '…'));
	for (const ancestor of ancestors) list.append(make('li', {}, sessionButton(ancestor, null)));
	list.append(make('li', { class: 'here', attributes: { 'aria-current': 'page' } }, title));
	return make('nav', { class: 'crumbs', attributes: { 'aria-label': 'Sessions above this one' } }, list);
}

function facts(frame: Frame): HTMLElement {
	const { seams, relation, ancestors } = frame;
	const parent = ancestors.at(-1);
	const seam = seams[0];
	const items: (string | Node)[][] = [];
	if (seam) {
		const at = seam.index < 0 ? ' while it was empty' : ` at #${(seam.index + 1).toLocaleString()}`;
		items.push(['Fork of ', sessionButton(seam.from, seam.messageId), at]);
	} else if (relation === 'fork') {
		items.push(['Fork of a session that is gone']);
	} else if (relation === 'child' && parent) {
		items.push(['Child of ', sessionButton(parent, null)]);
	}
	if (frame.agentName !== null) items.push([frame.agentName]);
	items.push([count(frame.messageCount, 'message')]);
	if (frame.snapshotCount > 0) items.push([count(frame.snapshotCount, 'snapshot')]);
	if (frame.forkCount > 0) items.push([count(frame.forkCount, 'fork')]);
	if (frame.childCount > 0) items.push([count(frame.childCount, 'child', 'children')]);
	return make('ul', 'facts', ...items.map((item) => make('li', {}, ...item)));
}

function notices(frame: Frame): readonly HTMLElement[] {
	const found: HTMLElement[] = [];
	if (frame.damaged) {
		found.push(
			notice(
				'warning',
				'Part of a file of this session cannot be read, so something may be missing here. The Sessions view tells where.',
			),
		);
	} else if (frame.incomplete) {
		found.push(
			notice(
				'warning',
				'Part of this transcript lies in a file that is not here (yet). It appears when that file arrives.',
			),
		);
	}
	if (frame.readOnly !== null) {
		const element = notice(frame.deleted ? 'trash' : 'lock', frame.readOnly);
		if (frame.deleted) {
			const restore = button({ class: 'link' }, () => {
				post({ type: 'restore' });
			});
			restore.textContent = 'Restore';
			element.append(restore);
		}
		found.push(element);
	}
	return found;
}

/** What went wrong, until it is dismissed. */
export function drawProblem(holder: HTMLElement, reason: string): void {
	const looks = { class: 'action', title: 'Dismiss', attributes: { 'aria-label': 'Dismiss' } };
	const dismiss = button(looks, () => {
		holder.replaceChildren();
	});
	dismiss.append(icon('close'));
	const line = notice('error', reason);
	line.append(dismiss);
	holder.replaceChildren(line);
}

/** A line that says something about the whole session. */
function notice(glyph: string, words: string): HTMLElement {
	return make('div', { class: `notice notice-${glyph}` }, icon(glyph), make('span', 'words', words));
}

function sessionButton({ sessionId, title }: SessionLink, messageId: string | null): HTMLElement {
	const element = button({ class: 'link', title: `Open “${title}”` }, () => {
		post({ type: 'open', sessionId, messageId });
	});
	element.textContent = title;
	return element;
}
