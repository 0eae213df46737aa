import { button, count, icon } from './dom.js';

/** Leads to the end while the reader is elsewhere, and says how much came there since. */
export class JumpButton {
	readonly element: HTMLButtonElement;
	#unread = 0;

	constructor(press: () => void) {
		this.element = button({ class: 'jump', attributes: { hidden: '' } }, press);
	}

	/** So many messages came that the reader has not seen. */
	add(messages: number): void {
		this.#unread += messages;
	}

	/** The reader saw all that there is. */
	clear(): void {
		this.#unread = 0;
	}

	show(isAway: boolean): void {
		const words = this.#unread > 0 ? count(this.#unread, 'new message') : 'Jump to latest';
		this.element.hidden = !isAway;
		this.element.classList.toggle('unread', this.#unread > 0);
		this.element.replaceChildren(icon('arrow-down'), words);
	}
}
