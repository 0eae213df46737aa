import type { Block, Excerpt } from '../../src/protocol/transcript.js';
import { codeBlock, type CodeContext } from './code.js';
import { icon, make } from './dom.js';
import { textKey, type Excerpts } from './excerpts.js';
import { markdown } from './markdown.js';

const shownImages = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** The body of a message. */
export function blockElement(block: Block, excerpts: Excerpts, fromPerson: boolean): HTMLElement {
	switch (block.kind) {
		case 'markdown':
			return textElement(block.text, excerpts, 'markdown', (text) => markdown(text, { breaks: fromPerson }));
		case 'plain':
			return textElement(block.text, excerpts, 'output', (text) => output(text, whole(block.text, excerpts)));
		case 'thinking': {
			const thoughts = (): HTMLElement =>
				textElement(block.text, excerpts, 'markdown', (text) => markdown(text, { breaks: false }));
			return fold(
				`thinking ${String(block.text.ref.index)}`,
				'thinking',
				[icon('lightbulb'), 'Thinking'],
				thoughts,
			);
		}
		case 'image':
			return imageElement(block, excerpts);
		case 'file':
			return fileElement(block, excerpts);
		case 'json': {
			const words = [icon('json'), block.source === '' ? 'Data' : `Data from ${block.source}`];
			const draw = (): HTMLElement =>
				textElement(block.text, excerpts, 'output', (text) =>
					codeBlock(text, { language: 'json', ...whole(block.text, excerpts) }),
				);
			return fold(`data ${String(block.text.ref.index)}`, 'data', words, draw);
		}
	}
}

const drawn = new WeakMap<HTMLDetailsElement, () => void>();

/** A `<details>` that makes its content when it is first opened. `key` tells it apart within what it lies in. */
export function fold(
	key: string,
	kind: string,
	summary: readonly (Node | string)[],
	draw: () => HTMLElement,
): HTMLDetailsElement {
	const chevron = icon('chevron-right');
	chevron.classList.add('chevron');
	const details = make(
		'details',
		{ class: `fold ${kind}`, attributes: { 'data-key': key } },
		make('summary', {}, chevron, ...summary),
	);
	const fill = (): void => {
		if (details.childElementCount === 1) details.append(make('div', 'folded', draw()));
	};
	drawn.set(details, fill);
	details.addEventListener('toggle', () => {
		if (details.open) fill();
	});
	return details;
}

/** Opens a fold; its content is there at once. */
export function unfold(details: HTMLDetailsElement): void {
	drawn.get(details)?.();
	details.open = true;
}

/** Longer JSON is shown as it came, and longer code is not posted: the host knows where the whole is. */
const long = 1_000_000;

/** Where the host finds a text that is not here in full, or too long to be sent back. */
export function whole(excerpt: Excerpt, excerpts: Excerpts): CodeContext {
	return excerpts.isCut(excerpt) || excerpt.length > long ? { rest: excerpt.ref } : {};
}

/** Arguments and results: formatted where they are JSON, coloured where they are a diff. */
export function output(text: string, context: CodeContext): HTMLElement {
	if (context.rest === undefined && /^\s*[{[]/.test(text)) {
		const pretty = prettyJson(text);
		if (pretty !== undefined) return codeBlock(pretty, { ...context, language: 'json' });
	}
	return codeBlock(text, context);
}

function prettyJson(text: string): string | undefined {
	try {
		return JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		return undefined; // it only began like JSON
	}
}

/** A text with a button for the rest, drawn anew when that came. */
export function textElement(
	excerpt: Excerpt,
	excerpts: Excerpts,
	kind: string,
	draw: (text: string) => Node,
): HTMLElement {
	const holder = make('div', { class: kind, attributes: { 'data-text': textKey(excerpt.ref) } });
	const fill = (): void => {
		const shown = excerpts.textOf(excerpt);
		const missing = excerpt.length - shown.length;
		holder.dataset['shown'] = String(shown.length);
		const more = excerpts.moreButton(excerpt, `Show all (${missing.toLocaleString()} more characters)`, fill);
		holder.replaceChildren(draw(shown), ...(more ? [more] : []));
	};
	fill();
	return holder;
}

function imageElement(block: Block & { kind: 'image' }, excerpts: Excerpts): HTMLElement {
	const { data, mediaType, url } = block;
	if (data && shownImages.has(mediaType) && /^[A-Za-z0-9+/=\s_-]*$/.test(data.text)) {
		const holder = make('div', 'image');
		const fill = (): void => {
			const more = excerpts.moreButton(data, `Show image (${bytes((data.length * 3) / 4)})`, fill);
			if (more) {
				holder.replaceChildren(more);
				return;
			}
			const image = make('img', { attributes: { alt: 'Image in the message' } });
			image.src = `data:${mediaType};base64,${excerpts.textOf(data)}`;
			holder.replaceChildren(image);
		};
		fill();
		return holder;
	}
	return attachment('file-media', mediaType, url ?? (data ? bytes((data.length * 3) / 4) : ''));
}

function fileElement(block: Block & { kind: 'file' }, excerpts: Excerpts): HTMLElement {
	const { name, mediaType, size, url, text } = block;
	const facts = [mediaType, size === null ? null : bytes(size), url]
		.filter((fact) => fact !== null)
		.join(' · ');
	if (!text) return attachment('file', name, facts);
	const extension = /\.(\w+)$/.exec(name)?.[1] ?? '';
	const draw = (): HTMLElement =>
		textElement(text, excerpts, 'output', (shown) =>
			codeBlock(shown, { language: extension, file: name, ...whole(text, excerpts) }),
		);
	const words = [icon('file'), make('span', 'name', name), make('span', 'faint', facts)];
	return fold(`file ${String(text.ref.index)}`, 'file', words, draw);
}

function attachment(glyph: string, name: string, facts: string): HTMLElement {
	return make('div', 'attachment', icon(glyph), make('span', 'name', name), make('span', 'faint', facts));
}

function bytes(size: number): string {
	if (size < 1000) return `${String(Math.round(size))} B`;
	return size < 1_000_000 ? `${(size / 1000).toFixed(0)} kB` : `${(size / 1_000_000).toFixed(1)} MB`;
}
