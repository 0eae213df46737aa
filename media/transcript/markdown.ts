import markdownIt from 'markdown-it';
import { fileOfCode, placeInAddress, placeInCode } from '../../src/protocol/filePlace.js';
import { codeBlock } from './code.js';
import { make } from './dom.js';
import { fileLinks } from './fileLinks.js';
import { pieces } from './pieces.js';
import { imageData, sanitized, webAddress } from './sanitize.js';

/** Longer texts are shown as they are: parsing them would freeze the page. */
const longest = 300_000;
/** Headings of a message stand below that of the page. */
const topLevel = 2;

const parser = markdownIt({ html: false, linkify: true });
const escape = parser.utils.escapeHtml;
// Any other scheme is no link at all: what was written stays as it was written.
parser.validateLink = (url) => webAddress.test(url) || imageData.test(url) || isPath(url);
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
parser.core.ruler.push('levels', ({ tokens }) => {
	const above: number[] = [];
	for (const token of tokens) {
		if (token.type !== 'heading_open' && token.type !== 'heading_close') continue;
		if (token.type === 'heading_open') {
			const level = Number(token.tag.slice(1));
			// It looks as it was meant, but no level is left out for those who hear it.
			token.attrSet('class', `level-${String(level)}`);
			while ((above.at(-1) ?? 0) >= level) above.pop();
			above.push(level);
		}
		token.tag = `h${String(Math.min(6, topLevel - 1 + above.length))}`;
	}
});
parser.renderer.rules['fence'] = (tokens, at): string => {
	const { content, info } = tokens[at] ?? { content: '', info: '' };
	// What to do with the block, its title tells when it is dressed.
	return `<pre title="${escape(parser.utils.unescapeAll(info).trim())}"><code>${escape(content)}</code></pre>`;
};
parser.renderer.rules['link_open'] = (tokens, at): string => {
	const token = tokens[at];
	const address = String(token?.attrGet('href') ?? '');
	const title = String(token?.attrGet('title') ?? address);
	if (webAddress.test(address)) return `<a href="${escape(address)}" title="${escape(title)}">`;
	return addressOpen(address);
};
parser.renderer.rules['link_close'] = (tokens, at): string => {
	let open = at;
	while (open > 0 && tokens[open]?.type !== 'link_open') open--;
	return webAddress.test(String(tokens[open]?.attrGet('href') ?? '')) ? '</a>' : '</span>';
};
parser.renderer.rules['image'] = (tokens, at, options, env, renderer): string => {
	const token = tokens[at];
	const address = String(token?.attrGet('src') ?? '');
	const words = token?.children ? renderer.renderInlineAsText(token.children, options, env) : '';
	if (imageData.test(address)) return `<img src="${escape(address)}" alt="${escape(words)}">`;
	// An image from elsewhere would tell its server that it was read: it stays a link.
	const shown = escape(words === '' ? address : words);
	if (!webAddress.test(address)) return `${addressOpen(address)}${shown}</span>`;
	return `<a href="${escape(address)}" title="${escape(address)}">${shown}</a>`;
};
for (const cell of ['th_open', 'td_open'] as const) {
	parser.renderer.rules[cell] = (tokens, at): string => {
		// The parser writes the alignment as an inline style, which the page's policy forbids.
		const side = /text-align:(left|center|right)/.exec(tokens[at]?.attrGet('style')?.toString() ?? '')?.[1];
		const tag = cell.slice(0, 2);
		return side === undefined ? `<${tag}>` : `<${tag} class="align-${side}">`;
	};
}

/** Markdown as nodes. `breaks`: a line end is a line break, as people mean it who type. */
export function markdown(text: string, { breaks }: { readonly breaks: boolean }): Node {
	if (text.length > longest) return make('pre', 'plain', ...pieces(text));
	parser.set({ breaks });
	const content = sanitized(parser.render(text));
	for (const code of content.querySelectorAll('pre > code')) dress(code);
	for (const table of content.querySelectorAll('table')) {
		const looks = { tabindex: '0', role: 'group', 'aria-label': 'Table' };
		const scroller = make('div', { class: 'table', attributes: looks });
		table.replaceWith(scroller);
		scroller.append(table);
	}
	for (const item of content.querySelectorAll('li')) tick(item);
	offerFiles(content);
	return content;
}

/** An address without a scheme, which may be that of a file. */
function isPath(url: string): boolean {
	return placeInAddress(url) !== undefined || /^[#?]/.test(url);
}

/** A text whose address is shown when the pointer rests on it, and that becomes a link if it is that of a file. */
function addressOpen(address: string): string {
	return `<span class="address" title="${escape(address)}">`;
}

function offerFiles(content: DocumentFragment): void {
	for (const element of content.querySelectorAll<HTMLElement>('.address')) {
		const place = placeInAddress(element.title);
		if (place) fileLinks.offer(element, place);
	}
	for (const element of content.querySelectorAll<HTMLElement>('code')) {
		// In a block it is code, in a link it leads where that leads.
		if (element.closest('pre, a, .address')) continue;
		const place = placeInCode(element.textContent);
		if (place) fileLinks.offer(element, place);
	}
}

function dress(code: Element): void {
	const block = code.parentElement;
	if (!block) return;
	const info = block.title;
	const text = code.textContent;
	const language = /^[\w#+.-]+/.exec(info)?.[0] ?? '';
	const file = fileOfCode(info, text, block.previousElementSibling?.textContent ?? '');
	block.replaceWith(codeBlock(text, { language, file }));
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
