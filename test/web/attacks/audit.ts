import type { FrameLocator } from 'playwright-core';
import type { ToTranscript } from '../../../src/protocol/transcript.js';

/** What was found in the document of a transcript. */
export interface Audit {
	/** Elements, attributes and addresses that have no business where they are. */
	readonly strangers: readonly string[];
	/** The elements outside of what messages hold, a line each row, or each group of messages that was given to the page. */
	readonly skeletons: readonly string[];
	/** What each row says to be its author; or the title after each group of messages. */
	readonly names: readonly string[];
}

const rules = {
	tags:
		'div span header main footer nav ol ul li h1 h2 h3 h4 h5 h6 p br hr strong em s code pre blockquote table thead ' +
		'tbody tr th td a img article details summary time button form textarea select option input label',
	attributes:
		'class title role tabindex type hidden disabled datetime open rows placeholder value for readonly spellcheck ' +
		'href src alt start checked min max step inputmode autocomplete maxlength id name style',
	/** Only the page's own code makes these, and never in what a message holds. */
	own: {
		tags: 'main article form textarea select input',
		attributes: 'style id name placeholder value for',
		classes: 'message head foot composer problem notice jump scroller feed',
	},
	/** A message's own elements: below them a text decides what elements there are. */
	content: '.body, .calls, .preview.markdown',
};

interface Task {
	readonly rules: typeof rules;
	/** Null: walk through the rows. */
	readonly messages: readonly (readonly ToTranscript[])[] | null;
	/** Texts to type, and a selector for where. */
	readonly typed?: { readonly box: string; readonly texts: readonly string[] };
}

/** Walks by key through all rows from the one with the focus on, unfolds them, and looks at every element. */
export function auditRows(frame: FrameLocator): Promise<Audit> {
	return frame.locator('main').evaluate(look, { rules, messages: null });
}

/** Gives the page messages as if they came from the host, and looks at what is around the rows after each group. */
export function auditAfter(
	frame: FrameLocator,
	messages: readonly (readonly ToTranscript[])[],
): Promise<Audit> {
	return frame.locator('main').evaluate(look, { rules, messages });
}

/** What the host posts to the page while `change` runs, until a message of each of those types came. */
export async function posted(
	frame: FrameLocator,
	types: readonly ToTranscript['type'][],
	change: () => Promise<unknown>,
): Promise<readonly ToTranscript[]> {
	const main = frame.locator('main');
	const handle = await main.evaluateHandle((_, wanted) => {
		const seen: ToTranscript[] = [];
		const all = new Promise<ToTranscript[]>((resolve) => {
			window.addEventListener('message', ({ data }: MessageEvent<ToTranscript>) => {
				seen.push(data);
				if (wanted.every((type) => seen.some((each) => each.type === type))) resolve(seen);
			});
		});
		return { all };
	}, types);
	await change();
	return handle.evaluate(({ all }) => all);
}

/** Types each text into the box that the selector finds, and looks at the whole page after each. */
export function auditTyped(frame: FrameLocator, box: string, texts: readonly string[]): Promise<Audit> {
	return frame.locator('main').evaluate(look, { rules, messages: [], typed: { box, texts } });
}

/** Runs in the page, so it brings along all that it uses. */
async function look(main: HTMLElement, { rules, messages, typed }: Task): Promise<Audit> {
	const { own, content } = rules;
	const list = (words: string): ReadonlySet<string> => new Set(words.split(' '));
	const [tags, attributes] = [list(rules.tags), list(rules.attributes)];
	const [ownTags, ownAttributes, ownClasses] = [list(own.tags), list(own.attributes), list(own.classes)];
	const strangers = new Set<string>();
	const skeletons: string[] = [];
	const names: string[] = [];
	const drawn = (): Promise<unknown> =>
		new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

	const wrongsOf = (element: Element): string[] => {
		const inContent = element.parentElement?.closest(content) != null;
		const wrongs = [...element.attributes].flatMap(({ name, value }) => {
			const isKnown = attributes.has(name) || /^(?:aria|data)-[a-z-]+$/.test(name);
			const isFree = name !== 'href' && name !== 'src';
			const isHarmless =
				name === 'href'
					? /^(?:https?:\/\/|mailto:|#$)/i.test(value)
					: /^data:image\/(?:png|jpe?g|gif|webp);base64,/i.test(value);
			return isKnown && (isFree || isHarmless) && !(inContent && ownAttributes.has(name)) ? [] : [name];
		});
		const tag = element.localName;
		if (!tags.has(tag) || !(element instanceof HTMLElement) || (inContent && ownTags.has(tag)))
			wrongs.push(tag);
		if (inContent) wrongs.push(...[...element.classList].filter((name) => ownClasses.has(name)));
		return wrongs;
	};
	const check = (elements: Iterable<Element>): void => {
		for (const element of elements) {
			const wrongs = wrongsOf(element);
			if (wrongs.length > 0) strangers.add(`${wrongs.join(', ')} in ${element.outerHTML.slice(0, 150)}`);
		}
	};
	const skeletonOf = (element: Element): string => {
		const fields = [...element.attributes].map(({ name }) => name).filter((name) => name !== 'style');
		const inner = element.matches(content) ? '…' : [...element.children].map(skeletonOf).join('');
		return `<${[element.localName, ...fields.sort()].join(' ')}>${inner}</>`;
	};
	const unfold = async (row: Element): Promise<void> => {
		// A fold may hold folds.
		while (row.querySelector('details:not([open])')) {
			for (const details of row.querySelectorAll('details')) details.open = true;
			await drawn();
		}
	};
	const next = async (row: Element): Promise<Element | null> => {
		if (row.getAttribute('aria-posinset') === row.getAttribute('aria-setsize')) return null;
		for (let tries = 0; tries < 300; tries++) {
			row.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true }));
			const focused = document.activeElement?.closest('article') ?? row;
			if (focused !== row) return focused;
			await drawn(); // the host may have to bring it
		}
		throw new Error(`j leads no further than message ${row.getAttribute('aria-posinset') ?? '?'}.`);
	};

	for (const group of messages ?? []) {
		for (const message of group) window.postMessage(message);
		await drawn();
		await drawn();
		const around = [...document.body.children].filter((element) => !element.contains(main));
		skeletons.push(around.map(skeletonOf).join(''));
		names.push(document.querySelector('h1')?.textContent ?? '');
		check(document.body.querySelectorAll(':not(.body *, .calls *)'));
	}
	for (const text of typed?.texts ?? []) {
		const box = document.querySelector<HTMLInputElement | HTMLTextAreaElement>(typed?.box ?? '');
		if (!box) throw new Error('There is no box to type into.');
		box.value = text;
		box.dispatchEvent(new InputEvent('input', { bubbles: true }));
		await drawn();
		check(document.body.querySelectorAll(':not(.body *, .calls *)'));
	}
	let row: Element | null = messages ? null : (document.activeElement?.closest('article') ?? null);
	while (row) {
		await unfold(row);
		check([row, ...row.querySelectorAll('*')]);
		skeletons.push(skeletonOf(row));
		names.push(row.querySelector('.who')?.textContent ?? '');
		row = await next(row);
	}
	check(document.body.querySelectorAll('*'));
	return { strangers: [...strangers], skeletons, names };
}
