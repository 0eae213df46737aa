import { expressionOf, forEachMatch, type FindQuery } from '../../src/protocol/findQuery.js';
import type { Stretch } from './locate.js';

/** The text of an element as it is shown, with the nodes that it comes from. */
interface ShownText {
	readonly text: string;
	readonly nodes: readonly { readonly node: Text; readonly start: number }[];
}

/** Where a text of a message is drawn; names of tools and files, and beginnings of arguments, stand in a summary. */
const holders = '[data-text], summary .name, summary .preview';
/** What stands in a holder and is not its text. */
const furniture = 'button, .icon, .unseen, .language';
/** More marks would make the page slow, and nobody can tell them apart. */
const mostMarks = 5_000;
/** Milliseconds that the marks of one round may take. */
const patience = 50;

/** The matches of a query in the rows that are in the document, marked without changing it. */
export class HitMarks {
	readonly #root: HTMLElement;
	readonly #changed: () => void;
	readonly #observer: MutationObserver;
	#query: FindQuery | undefined;
	/** Undefined: the hits are whole messages, or not to be marked yet. */
	#expression: RegExp | undefined;
	#matches = new WeakMap<Element, readonly StaticRange[]>();
	#frame = 0;

	/** `changed` is called after what is in the document was marked anew. */
	constructor(root: HTMLElement, changed: () => void) {
		this.#root = root;
		this.#changed = changed;
		this.#observer = new MutationObserver((records) => {
			for (const { target } of records) this.#forget(target);
			this.#plan();
		});
	}

	/** Tells of every change in the document from now on. */
	watch(): void {
		const what = { childList: true, subtree: true, characterData: true, attributeFilter: ['open'] };
		this.#observer.observe(this.#root, what);
	}

	/** Marks the matches of a query from now on. */
	show(query: FindQuery): void {
		this.#query = query;
		this.#expression = query.text === '' ? undefined : expressionOf(query);
		this.#matches = new WeakMap();
		this.#plan();
	}

	clear(): void {
		this.#observer.disconnect();
		cancelAnimationFrame(this.#frame);
		this.#frame = 0;
		this.#query = undefined;
		this.#expression = undefined;
		CSS.highlights.delete('find-hit');
		CSS.highlights.delete('find-current');
	}

	/** Marks one of them as the current one. */
	point(range: StaticRange | undefined): void {
		if (!range) CSS.highlights.delete('find-current');
		else {
			const current = new Highlight(range);
			current.priority = 1;
			CSS.highlights.set('find-current', current);
		}
	}

	/** The matches in the text of a holder, and that text. */
	matchesIn(holder: Element): { readonly text: string; readonly matches: readonly Stretch[] } {
		const { text } = shownText(holder);
		return { text, matches: this.#stretches(text) };
	}

	rangeOf(holder: Element, stretch: Stretch): StaticRange | undefined {
		return rangeIn(shownText(holder), stretch);
	}

	#forget(target: Node): void {
		const element = target instanceof Element ? target : target.parentElement;
		const holder = element?.closest(holders);
		if (holder) this.#matches.delete(holder);
	}

	#plan(): void {
		if (this.#frame !== 0) return;
		this.#frame = requestAnimationFrame(() => {
			this.#frame = 0;
			this.#mark();
			this.#changed();
		});
	}

	#mark(): void {
		const found = new Highlight();
		const until = performance.now() + patience;
		for (const holder of this.#root.querySelectorAll(holders)) {
			if (!this.#isSought(holder)) continue;
			const ranges = this.#matches.get(holder) ?? this.#find(holder);
			this.#matches.set(holder, ranges);
			for (const range of ranges) found.add(range);
			if (found.size >= mostMarks) break;
			if (performance.now() <= until) continue;
			this.#plan();
			break;
		}
		CSS.highlights.set('find-hit', found);
	}

	/** Of the query's role, and unfolded. */
	#isSought(holder: Element): boolean {
		const role = this.#query?.role ?? 'all';
		if (holder.matches('.folded *') && !isUnfolded(holder)) return false;
		if (role === 'all') return true;
		const isArguments = holder.matches('[data-text*=" arguments "]');
		const isResult = !isArguments && holder.closest('.exchange') !== null;
		const own = holder.closest('article')?.dataset['role'];
		return (isResult ? 'tool' : own) === role;
	}

	#find(holder: Element): readonly StaticRange[] {
		const shown = shownText(holder);
		return this.#stretches(shown.text).flatMap((stretch) => rangeIn(shown, stretch) ?? []);
	}

	#stretches(text: string): readonly Stretch[] {
		const found: Stretch[] = [];
		if (this.#expression) {
			forEachMatch(this.#expression, text, (start, end) => found.push({ start, end }) < mostMarks);
		}
		return found;
	}
}

function isUnfolded(holder: Element): boolean {
	for (let fold = holder.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null) {
		if (!fold.open && !(holder.closest('summary')?.parentElement === fold)) return false;
	}
	return true;
}

function shownText(holder: Element): ShownText {
	const walker = document.createTreeWalker(holder, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
		node instanceof Element
			? node.matches(furniture)
				? NodeFilter.FILTER_REJECT
				: NodeFilter.FILTER_SKIP
			: NodeFilter.FILTER_ACCEPT,
	);
	const nodes: { node: Text; start: number }[] = [];
	const texts: string[] = [];
	let start = 0;
	for (let node = walker.nextNode(); node instanceof Text; node = walker.nextNode()) {
		nodes.push({ node, start });
		texts.push(node.data);
		start += node.data.length;
	}
	return { text: texts.join(''), nodes };
}

function rangeIn({ nodes }: ShownText, { start, end }: Stretch): StaticRange | undefined {
	const first = nodeAt(nodes, start);
	const last = nodeAt(nodes, end - 1);
	return (
		first &&
		last &&
		new StaticRange({
			startContainer: first.node,
			startOffset: start - first.start,
			endContainer: last.node,
			endOffset: end - last.start,
		})
	);
}

/** The last node that begins at or before an offset. */
function nodeAt(nodes: ShownText['nodes'], offset: number): ShownText['nodes'][number] | undefined {
	let low = 0;
	let high = nodes.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((nodes[middle]?.start ?? 0) <= offset) low = middle + 1;
		else high = middle;
	}
	return nodes[low - 1];
}
