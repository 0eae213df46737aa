/**
 * Puts the focus back where it was when the keyboard comes back to the page. VS Code takes it away for a question, and
 * afterwards gives it to the page, but to nothing in it.
 */
export function keepFocus(): void {
	let last: EventTarget | null = null;
	document.addEventListener('focusin', ({ target }) => {
		last = target;
	});
	window.addEventListener('focus', () => {
		if (document.activeElement === document.body && last instanceof HTMLElement && last.isConnected)
			last.focus({ preventScroll: true });
	});
}
