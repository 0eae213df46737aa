import type { Mark, MarksAt } from '../../src/protocol/transcript.js';
import { button, count, icon, make } from './dom.js';
import { post } from './host.js';
import { ago } from './time.js';

/** Forks and snapshots beyond these are folded away. */
const mostShown = 4;

/** The marks of a session by message; null is the place before the first. */
export class Marks {
	#byMessage: ReadonlyMap<string | null, readonly Mark[]> = new Map();

	set(marks: readonly MarksAt[]): void {
		this.#byMessage = new Map(marks.map(({ messageId, marks: found }) => [messageId, found]));
	}

	at(messageIds: readonly (string | null)[]): readonly Mark[] {
		return messageIds.flatMap((id) => this.#byMessage.get(id) ?? []);
	}
}

export interface MarkContext {
	readonly folder: string;
	readonly sessionId: string;
	/** Messages from the root to the one that the marks stand at. */
	readonly depth: number;
}

/** The marks as chips; null when there are none. */
export function marksElement(marks: readonly Mark[], context: MarkContext): HTMLElement | null {
	if (marks.length === 0) return null;
	const list = make('ul', { class: 'marks', attributes: { 'aria-label': 'Marks at this message' } });
	const chips = marks.map((mark) => make('li', {}, chip(mark, context)));
	const hidden = chips.slice(mostShown);
	list.append(...chips.slice(0, mostShown));
	if (hidden.length > 0) {
		const rest = make('li');
		const open = button({ class: 'chip rest' }, () => {
			rest.replaceWith(...hidden);
			hidden[0]?.querySelector('button')?.focus();
		});
		open.textContent = restWords(marks.slice(mostShown));
		rest.append(open);
		list.append(rest);
	}
	return list;
}

function restWords(marks: readonly Mark[]): string {
	const forks = marks.filter(({ kind }) => kind === 'fork').length;
	return forks === marks.length ? `${count(forks, 'more fork')} from here` : count(marks.length, 'more mark');
}

function chip(mark: Mark, context: MarkContext): HTMLElement {
	switch (mark.kind) {
		case 'snapshot': {
			const label = mark.label.trim() === '' ? 'Snapshot' : mark.label;
			const title = `Snapshot “${label}”, taken ${ago(mark.time)}. Revert, fork or delete…`;
			const element = button({ class: 'chip snapshot', title }, () => {
				post({ type: 'snapshot', snapshotId: mark.snapshotId });
			});
			const { folder, sessionId } = context;
			element.dataset['vscodeContext'] = JSON.stringify({
				webviewSection: 'snapshot',
				folder,
				sessionId,
				snapshotId: mark.snapshotId,
				preventDefaultContextMenuItems: true,
			});
			element.append(icon('bookmark'), make('span', 'words', label));
			return element;
		}
		case 'fork': {
			const { sessionId, title } = mark.session;
			const element = button({ class: 'chip fork', title: `Fork “${title}” begins here. Open it` }, () => {
				post({ type: 'open', sessionId, messageId: null });
			});
			element.append(icon('repo-forked'), make('span', 'words', title));
			return element;
		}
		case 'branch': {
			const length = count(Math.max(1, mark.messageCount - context.depth), 'message');
			const why =
				mark.state === 'discarded'
					? 'A revert left this branch behind. Nothing of it is lost'
					: 'Two writers went on from here';
			const element = button({ class: `chip branch ${mark.state}`, title: `${why}. Switch to it` }, () => {
				post({ type: 'switch', messageId: mark.messageId });
			});
			const name = mark.state === 'discarded' ? 'Discarded branch' : 'Diverged branch';
			element.append(icon('git-branch'), make('span', 'words', `${name} · ${length}`));
			return element;
		}
	}
}
