import type { Frame, Page, Place, Target, ToTranscript } from '../../src/protocol/transcript.js';
import { Composer } from './composer.js';
import { count, make } from './dom.js';
import { Excerpts } from './excerpts.js';
import { Feed } from './feed.js';
import { fileLinks } from './fileLinks.js';
import { Find } from './find.js';
import { drawHeader, drawProblem, drawTotals } from './header.js';
import { post, postWhenPainted, type KeptState } from './host.js';
import { JumpButton } from './jump.js';
import { Keys } from './keys.js';
import { Marks } from './marks.js';
import { pickByMouse } from './picking.js';
import { Pulls } from './pulls.js';
import { Ruler } from './ruler.js';
import type { Row, RowContext } from './row.js';
import { Scroll } from './scroll.js';
import { Selecting } from './selecting.js';
import { Unfolded } from './unfolded.js';

interface Shown {
	readonly feed: Feed;
	readonly scroll: Scroll;
	readonly keys: Keys;
}

/** The whole page of one session. */
export class Transcript {
	readonly #kept: KeptState;
	readonly #header = make('header', 'head');
	readonly #scroller = make('main', { class: 'scroller', attributes: { tabindex: '-1' } });
	readonly #live = make('div', { class: 'unseen', attributes: { 'aria-live': 'polite' } });
	readonly #problem = make('div', { class: 'problem', attributes: { role: 'alert' } });
	readonly #jump = new JumpButton(() => {
		this.#jumpTo('end');
	});
	readonly #composer: Composer;
	readonly #find = new Find(this.#scroller, {
		goTo: (index) => {
			this.goTo(index);
		},
		hits: (positions) => {
			this.#ruler.mark('hit', positions);
		},
	});
	readonly #marks = new Marks();
	readonly #unfolded: Unfolded;
	readonly #excerpts: Excerpts;
	readonly #ruler = new Ruler(this.#scroller, (position) => {
		this.#seek(position);
	});
	readonly #selecting = new Selecting({
		feed: () => this.#shown?.feed,
		focus: () => this.#shown?.keys.current?.element.focus({ preventScroll: true }),
		say: (words) => (this.#live.textContent = words),
		fail: (words) => {
			drawProblem(this.#problem, words);
		},
	});
	#shown: Shown | undefined;
	#frame: Frame | undefined;
	#epoch = 0;
	#total = 0;
	readonly #pulls = new Pulls();
	#placeTimer = 0;
	/** Where the reader drags to, in messages, while the host is asked for what is there. */
	#sought: number | undefined;

	constructor(kept: KeptState) {
		this.#kept = kept;
		this.#unfolded = new Unfolded(kept.unfolded, (unfolded) => {
			kept.keepUnfolded(unfolded);
		});
		this.#excerpts = new Excerpts(this.#unfolded, (ref) => {
			post({ type: 'more', ref });
		});
		this.#composer = new Composer({
			draft: kept.draft,
			keep: (draft) => {
				kept.keepDraft(draft);
			},
			send: ({ role, text }) => {
				post({ type: 'send', role, text });
			},
		});
		this.#composer.element.hidden = true;
		const parts = [this.#jump.element, this.#problem, this.#selecting.bar.element, this.#composer.element];
		const foot = make('footer', 'foot', ...parts);
		const view = make('div', 'view', this.#scroller, this.#ruler.element);
		document.body.replaceChildren(this.#header, this.#find.element, view, foot, this.#live);
	}

	receive(message: ToTranscript): void {
		switch (message.type) {
			case 'frame':
				this.#setFrame(message.frame);
				return;
			case 'marks':
				this.#marks.set(message.marks);
				this.#redraw();
				return;
			case 'landmarks':
				this.#ruler.mark('snapshot', message.snapshots);
				return;
			case 'resume':
				this.#unfolded.recall(message.unfolded);
				return;
			case 'show':
				this.#show(message.epoch, message.total, message.page, message.target);
				return;
			case 'page':
				if (message.epoch === this.#epoch) this.#take(message.page);
				return;
			case 'grown':
				if (message.epoch === this.#epoch) this.#grow(message.total, message.page);
				return;
			case 'more':
				this.#shown?.scroll.steady(() => {
					this.#excerpts.receive(message.excerpt);
				});
				return;
			case 'range':
			case 'missing':
				this.#selecting.receive(message);
				return;
			case 'finder':
			case 'found':
			case 'hit':
				this.#find.receive(message);
				return;
			case 'sent':
				this.#composer.answer(message.ok);
				if (message.ok) this.#jumpTo('end');
				return;
			case 'gone':
				this.#gone(message.reason);
				return;
			case 'failed':
				this.#pulls.stop(this.#shown?.feed);
				this.#excerpts.stop();
				this.#selecting.selection.stop();
				this.#sought = undefined;
				drawProblem(this.#problem, message.reason);
				return;
			case 'files':
				this.#shown?.scroll.steady(() => {
					fileLinks.receive(message.paths);
				});
				return;
			case 'totals':
				drawTotals(this.#header, message.totals);
				return;
			default:
				message satisfies never;
		}
	}

	get #context(): RowContext | undefined {
		const frame = this.#frame;
		if (!frame) return undefined;
		const [marks, excerpts, unfolded] = [this.#marks, this.#excerpts, this.#unfolded];
		const { selection } = this.#selecting;
		return { frame, marks, excerpts, unfolded, selection, total: this.#total };
	}

	#setFrame(frame: Frame): void {
		const shape = ({ folder, sessionId, title, seams, readOnly }: Frame): string =>
			JSON.stringify([folder, sessionId, title, seams, readOnly]);
		const rowsDiffer = this.#frame === undefined || shape(this.#frame) !== shape(frame);
		this.#frame = frame;
		document.title = frame.title;
		this.#kept.own(frame.folder, frame.sessionId);
		drawHeader(this.#header, frame);
		this.#composer.element.hidden = frame.readOnly !== null;
		document.body.classList.toggle('read-only', frame.readOnly !== null);
		const seams = frame.seams.map(({ index }) => index);
		this.#ruler.mark('seam', seams);
		if (rowsDiffer) this.#redraw();
	}

	#redraw(): void {
		const context = this.#context;
		const shown = this.#shown;
		if (context && shown) {
			shown.scroll.steady(() => {
				shown.feed.update(context);
			});
		}
	}

	#show(epoch: number, total: number, page: Page, target: Target): void {
		this.#epoch = epoch;
		this.#total = total;
		this.#jump.clear();
		this.#pulls.stop(this.#shown?.feed);
		this.#problem.replaceChildren();
		const context = this.#context;
		if (!context) return;
		const { feed, scroll, keys } = (this.#shown ??= this.#begin(context));
		if (!feed.element.isConnected) this.#scroller.replaceChildren(feed.element);
		this.#ruler.element.hidden = false;
		feed.update(context);
		feed.replace(page);
		keys.settle();
		const row = feed.rowOf(target);
		if (row && target.at === 'message' && target.offset === null) this.#pointOut(row, target);
		else scroll.to(target);
		if (target.at !== 'message') feed.focusEdge(target.at);
		const sought = this.#sought;
		this.#sought = undefined;
		if (sought !== undefined) this.#seek(sought);
		scroll.wantMore();
		this.#ruler.show(scroll.view);
		this.#updateJump();
		postWhenPainted({ type: 'painted' });
	}

	#begin(context: RowContext): Shown {
		const feed = new Feed(context);
		this.#scroller.replaceChildren(feed.element);
		const scroll = new Scroll(this.#scroller, feed, {
			pull: (toward) => {
				this.#pulls.ask(feed, this.#epoch, toward);
			},
			moved: (place) => {
				this.#moved(place);
			},
			viewed: (view) => {
				this.#ruler.show(view);
			},
		});
		const { selection } = this.#selecting;
		const keys = new Keys(this.#scroller, feed, selection, {
			inView: () => scroll.rowInView,
			isWritable: () => this.#frame?.readOnly === null,
			focused: ({ entry }) => {
				post({ type: 'focus', messageId: entry.id });
			},
			jump: (to) => {
				this.#jumpTo(to);
			},
			selectAll: () => {
				selection.all(this.#total);
			},
		});
		pickByMouse(feed, selection, () => keys.current);
		this.#find.attach(feed, scroll);
		return { feed, scroll, keys };
	}

	#take(page: Page): void {
		const shown = this.#shown;
		if (!shown) return;
		const { feed, scroll, keys } = shown;
		const earlier = page.start < feed.start;
		this.#pulls.answered(feed, earlier ? 'earlier' : 'later');
		// The reader may have turned round meanwhile: what is in view stays, and the page is asked for again.
		const farEnd = earlier ? 'end' : 'start';
		if (
			!feed.touches(page) ||
			feed.spareRows(page.entries.length, farEnd).some((row) => scroll.isInView(row))
		)
			return;
		scroll.steady(() => {
			feed.makeRoom(page.entries.length, farEnd);
			feed.merge(page);
		});
		keys.settle();
		this.#updateJump();
	}

	#grow(total: number, page: Page): void {
		const shown = this.#shown;
		if (!shown) return;
		const { feed, scroll, keys } = shown;
		const added = Math.max(0, total - this.#total);
		const atEnd = feed.isAtEnd;
		this.#total = total;
		const context = this.#context;
		scroll.steady(() => {
			if (context) feed.grow(context);
			if (!atEnd) return;
			if (scroll.isFollowing) feed.makeRoom(page.entries.length, 'start');
			if (feed.hasRoom(page.entries.length)) feed.merge(page);
		});
		keys.settle();
		// Where nothing scrolled, what is in view is another part of what is there now.
		this.#ruler.show(scroll.view);
		if (!scroll.isFollowing) this.#jump.add(added);
		if (added > 0) this.#live.textContent = count(added, 'new message');
		this.#updateJump();
	}

	#moved(place: Place | null): void {
		if (place === null) this.#jump.clear();
		this.#updateJump();
		clearTimeout(this.#placeTimer);
		this.#placeTimer = window.setTimeout(() => {
			this.#kept.keepPlace(place);
		}, 150);
	}

	#jumpTo(to: 'start' | 'end'): void {
		const { feed, scroll } = this.#shown ?? {};
		if (!feed || !scroll) return;
		this.#sought = undefined;
		if (to === 'end' ? !feed.isAtEnd : feed.start > 0) post({ type: 'jump', to });
		else {
			scroll.to({ at: to });
			feed.focusEdge(to);
		}
	}

	/** Brings a place, in messages with a fraction, to the top of the view; asks for what is not loaded. */
	#seek(position: number): void {
		const shown = this.#shown;
		if (!shown || shown.scroll.seek(position)) return;
		const index = Math.min(Math.floor(position), this.#total - 1);
		if (this.#sought === undefined) post({ type: 'seek', index });
		this.#sought = position;
	}

	/** Shows the message at a position, and marks it for a moment. */
	goTo(index: number): void {
		this.#sought = undefined;
		const row = this.#shown?.feed.rowAt(index);
		if (row) this.#pointOut(row, { at: 'message', messageId: row.entry.id, offset: null });
		else post({ type: 'jump', to: index });
	}

	#pointOut(row: Row, target: Target): void {
		this.#shown?.scroll.to(target);
		row.element.classList.add('flash');
		if (!this.#find.hasFocus) row.element.focus({ preventScroll: true });
	}

	#updateJump(): void {
		this.#jump.show(this.#total > 0 && this.#shown?.scroll.isFollowing === false);
	}

	#gone(reason: string): void {
		this.#ruler.element.hidden = true;
		this.#header.replaceChildren();
		this.#jump.show(false);
		this.#composer.element.hidden = true;
		this.#problem.replaceChildren();
		const words = make('div', 'welcome', make('h2', {}, 'Nothing to show'), make('p', {}, reason));
		this.#scroller.replaceChildren(words);
	}
}
