import { button, icon, make } from './dom.js';

export interface MenuItem {
	readonly words: string;
	readonly glyph: string;
	/** Shown beside the words; pressed elsewhere. */
	readonly key: string;
	readonly run: () => void;
}

/** Opens a menu below a button; it closes when something is chosen, by Escape, or by a click elsewhere. */
export function openMenu(anchor: HTMLElement, label: string, items: readonly MenuItem[]): void {
	const menu = make('div', {
		class: 'menu',
		attributes: { role: 'menu', 'aria-label': label, popover: 'auto' },
	});
	for (const { words, glyph, key, run } of items) {
		const looks = { class: 'item', attributes: { role: 'menuitem', tabindex: '-1' } };
		const element = button(looks, () => {
			menu.hidePopover();
			run();
		});
		element.append(icon(glyph), make('span', 'words', words), make('kbd', {}, key));
		menu.append(element);
	}
	menu.addEventListener('keydown', (event) => {
		if (move(menu, event.key)) event.preventDefault();
	});
	menu.addEventListener('toggle', (event) => {
		if (event.newState === 'open') return;
		if (menu.contains(document.activeElement) || document.activeElement === document.body) {
			anchor.focus({ preventScroll: true });
		}
		anchor.setAttribute('aria-expanded', 'false');
		menu.remove();
	});
	document.body.append(menu);
	anchor.setAttribute('aria-expanded', 'true');
	menu.showPopover();
	put(menu, anchor);
	menu.querySelector('button')?.focus();
}

function move(menu: HTMLElement, key: string): boolean {
	const items = [...menu.querySelectorAll('button')];
	const at = items.findIndex((item) => item === document.activeElement);
	const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1, Tab: undefined }[key];
	if (key === 'Tab') menu.hidePopover();
	if (next === undefined) return key === 'Tab';
	items.at(next % items.length)?.focus();
	return true;
}

/** Below the anchor, right edges in line; above it where there is no room. */
function put(menu: HTMLElement, anchor: HTMLElement): void {
	const by = anchor.getBoundingClientRect();
	const { offsetWidth: width, offsetHeight: height } = menu;
	const below = by.bottom + 2;
	menu.style.left = `${String(Math.max(4, by.right - width))}px`;
	menu.style.top = `${String(below + height > innerHeight ? Math.max(4, by.top - height - 2) : below)}px`;
}
