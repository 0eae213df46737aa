import { button } from './dom.js';

/** Something that unfolds, and remembers that it did. */
export interface Fold {
	/** Names its button, so that the focus finds it again when the button is drawn anew. */
	readonly key: string;
	readonly isOpen: boolean;
	toggled(isOpen: boolean): void;
}

/** A button that unfolds something; `show` is called at once, too. */
export function foldButton(
	looks: Parameters<typeof button>[0],
	fold: Fold,
	show: (isOpen: boolean) => void,
): HTMLButtonElement {
	let { isOpen } = fold;
	const draw = (): void => {
		element.setAttribute('aria-expanded', String(isOpen));
		show(isOpen);
	};
	const element = button(looks, () => {
		isOpen = !isOpen;
		fold.toggled(isOpen);
		draw();
	});
	element.dataset['focusKey'] = fold.key;
	draw();
	return element;
}

/** Runs a change that draws controls anew; the one that had the focus has it again, or else what `other` names. */
export function keepFocus(root: HTMLElement, other: () => HTMLElement | undefined, change: () => void): void {
	const focused = root.contains(document.activeElement) ? document.activeElement : null;
	const key = focused instanceof HTMLElement ? focused.dataset['focusKey'] : undefined;
	change();
	if (!focused || focused.isConnected) return;
	const same =
		key === undefined ? null : root.querySelector<HTMLElement>(`[data-focus-key="${CSS.escape(key)}"]`);
	(same ?? other())?.focus({ preventScroll: true });
}
