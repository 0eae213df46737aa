import DOMPurify, { type Config } from 'dompurify';
import markdownIt from 'markdown-it';
import { make } from './dom.js';
import { highlight } from './highlight.js';

/** Longer texts are shown as they are: parsing them would freeze the page. */
const longest = 300_000;
const linkAddress = /^(?:https?:\/\/|mailto:)/i;
const imageData = /^data:image\/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=\s]+$/i;
const ownClass = /^(?:language-[\w+#.-]+|hljs-[\w-]+|[\w-]+_|align-(?:left|center|right))$/;

const allowed: Config = {
	ALLOWED_TAGS: (
		'p br hr h1 h2 h3 h4 h5 h6 strong em s code pre blockquote ul ol li ' +
		'table thead tbody tr th td a img span'
	).split(' '),
	ALLOWED_ATTR: ['href', 'title', 'src', 'alt', 'class', 'start'],
	ALLOWED_URI_REGEXP: linkAddress,
	ALLOW_DATA_ATTR: false,
	ALLOW_ARIA_ATTR: false,
};

const parser = markdownIt({
	html: false,
	linkify: true,
	highlight: (code, language) => highlight(code, language) ?? '',
});
parser.validateLink = (url) => linkAddress.test(url) || imageData.test(url);
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
parser.renderer.rules['image'] = (tokens, at, options, env, renderer): string => {
	const token = tokens[at];
	const address = String(token?.attrGet('src') ?? '');
	const words = token?.children ? renderer.renderInlineAsText(token.children, options, env) : '';
	const escape = parser.utils.escapeHtml;
	if (imageData.test(address)) return `<img src="${escape(address)}" alt="${escape(words)}">`;
	// An image from elsewhere would tell its server that it was read: it stays a link.
	return `<a href="${escape(address)}">${escape(words === '' ? address : words)}</a>`;
};
for (const cell of ['th_open', 'td_open'] as const) {
	parser.renderer.rules[cell] = (tokens, at): string => {
		// The parser writes the alignment as an inline style, which the page's policy forbids.
		const side = /text-align:(left|center|right)/.exec(tokens[at]?.attrGet('style')?.toString() ?? '')?.[1];
		const tag = cell.slice(0, 2);
		return side === undefined ? `<${tag}>` : `<${tag} class="align-${side}">`;
	};
}

const purify = DOMPurify();
purify.addHook('uponSanitizeAttribute', (element, attribute) => {
	if (attribute.attrName === 'class') {
		attribute.attrValue = attribute.attrValue
			.split(/\s+/)
			.filter((name) => ownClass.test(name))
			.join(' ');
		attribute.keepAttr = attribute.attrValue !== '';
	}
	if (attribute.attrName === 'src') attribute.keepAttr = imageData.test(attribute.attrValue);
	if (attribute.attrName === 'href')
		attribute.keepAttr = element.nodeName === 'A' && linkAddress.test(attribute.attrValue);
});

/** Markdown as nodes. `breaks`: a line end is a line break, as people mean it who type. */
export function markdown(text: string, { breaks }: { readonly breaks: boolean }): Node {
	if (text.length > longest) return make('pre', 'plain', text);
	parser.set({ breaks });
	const content = clean(parser.render(text));
	for (const code of content.querySelectorAll('pre > code')) dress(code);
	for (const table of content.querySelectorAll('table')) {
		const scroller = make('div', { class: 'table', attributes: { tabindex: '0' } });
		table.replaceWith(scroller);
		scroller.append(table);
	}
	for (const item of content.querySelectorAll('li')) tick(item);
	for (const link of content.querySelectorAll('a')) link.title ||= link.href;
	return content;
}

/** A block of code, coloured where the language is known. */
export function codeBlock(text: string, language: string): HTMLElement {
	const code = make('code');
	const coloured = highlight(text, language);
	if (coloured === undefined) code.textContent = text;
	else code.append(clean(coloured));
	return make('pre', { attributes: { tabindex: '0' } }, code);
}

function clean(html: string): DocumentFragment {
	return purify.sanitize(html, { ...allowed, RETURN_DOM_FRAGMENT: true });
}

function dress(code: Element): void {
	const language = /(?:^|\s)language-(\S+)/.exec(code.className)?.[1];
	const block = code.parentElement;
	if (!block) return;
	block.tabIndex = 0;
	if (language === undefined) return;
	const frame = make('div', 'code', make('span', 'language', language));
	block.replaceWith(frame);
	frame.append(block);
}

/** `[ ]` and `[x]` at the start of a list item. */
function tick(item: HTMLLIElement): void {
	const holder = item.firstElementChild?.nodeName === 'P' ? item.firstElementChild : item;
	const first = holder.firstChild;
	if (!(first instanceof Text)) return;
	const found = /^\s*\[([ xX])\]\s/.exec(first.data);
	if (!found) return;
	first.data = first.data.slice(found[0].length);
	const done = found[1] !== ' ';
	const looks = { role: 'img', 'aria-label': done ? 'Done' : 'Not done' };
	holder.prepend(make('span', { class: done ? 'tick done' : 'tick', attributes: looks }));
	item.classList.add('task');
}
