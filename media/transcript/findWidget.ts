import type { FindQuery } from '../../src/protocol/findQuery.js';
import type { Found } from '../../src/protocol/transcript.js';
import { button, icon, make } from './dom.js';

interface WidgetHooks {
	/** The query is another one. */
	changed(): void;
	step(by: 1 | -1): void;
	close(): void;
}

const toggles = [
	{ name: 'matchCase', glyph: 'case-sensitive', words: 'Match Case', key: 'C' },
	{ name: 'wholeWord', glyph: 'whole-word', words: 'Match Whole Word', key: 'W' },
	{ name: 'regex', glyph: 'regex', words: 'Use Regular Expression', key: 'R' },
] as const;

const roles = [
	['all', 'All roles'],
	['user', 'User'],
	['assistant', 'Assistant'],
	['system', 'System'],
	['tool', 'Tool'],
] as const;

/** Milliseconds of rest after a key before it is looked for. */
const rest = 120;

/** The box at the top right where a query is typed, as the editor has one. */
export class FindWidget {
	readonly element: HTMLElement;
	readonly #hooks: WidgetHooks;
	readonly #input = make('input', {
		class: 'find-text',
		attributes: { type: 'text', placeholder: 'Find', 'aria-label': 'Find', spellcheck: 'false' },
	});
	readonly #role = make('select', {
		class: 'find-role',
		title: 'Messages of',
		attributes: { 'aria-label': 'Messages of' },
	});
	readonly #toggles = new Map<(typeof toggles)[number]['name'], HTMLButtonElement>();
	readonly #count = make('div', 'find-count');
	readonly #said = make('div', { class: 'unseen', attributes: { 'aria-live': 'polite' } });
	readonly #problem = make('div', { class: 'find-problem', attributes: { role: 'alert' } });
	readonly #steps: readonly HTMLButtonElement[];
	#timer = 0;

	constructor(hooks: WidgetHooks) {
		this.#hooks = hooks;
		for (const [value, words] of roles) this.#role.append(make('option', { attributes: { value } }, words));
		const step = (by: 1 | -1, words: string, glyph: string): HTMLButtonElement =>
			action(words, glyph, () => {
				hooks.step(by);
			});
		this.#steps = [
			step(-1, 'Previous Match (Shift+Enter)', 'arrow-up'),
			step(1, 'Next Match (Enter)', 'arrow-down'),
		];
		const close = action('Close (Escape)', 'close', () => {
			hooks.close();
		});
		const box = make('div', 'find-box', this.#input, ...toggles.map((toggle) => this.#toggle(toggle)));
		const line = make('div', 'find-line', box, this.#role, this.#count, ...this.#steps, close, this.#problem);
		const looks = {
			class: 'find',
			attributes: { role: 'search', 'aria-label': 'Find in transcript', hidden: '' },
		};
		this.element = make('div', looks, line, this.#said);
		this.#input.addEventListener('input', () => {
			clearTimeout(this.#timer);
			this.#timer = window.setTimeout(() => {
				this.#change();
			}, rest);
		});
		this.#role.addEventListener('change', () => {
			this.#change();
		});
		this.element.addEventListener('keydown', (event) => {
			if (this.#press(event)) event.preventDefault();
		});
		this.clear();
	}

	get isOpen(): boolean {
		return !this.element.hidden;
	}

	get hasFocus(): boolean {
		return this.element.contains(document.activeElement);
	}

	get query(): FindQuery {
		const isOn = (name: (typeof toggles)[number]['name']): boolean =>
			this.#toggles.get(name)?.getAttribute('aria-pressed') === 'true';
		const role = roles.find(([value]) => value === this.#role.value)?.[0] ?? 'all';
		const text = this.#input.value;
		return { text, role, matchCase: isOn('matchCase'), wholeWord: isOn('wholeWord'), regex: isOn('regex') };
	}

	set query(query: FindQuery) {
		this.#input.value = query.text;
		this.#role.value = query.role;
		for (const [name, toggle] of this.#toggles) toggle.setAttribute('aria-pressed', String(query[name]));
	}

	set text(text: string) {
		this.#input.value = text;
	}

	show(): void {
		this.element.hidden = false;
	}

	hide(): void {
		clearTimeout(this.#timer);
		this.element.hidden = true;
	}

	focus(): void {
		this.#input.focus();
		this.#input.select();
	}

	/** Nothing is looked for. */
	clear(): void {
		this.#tell('', '');
		this.#count.classList.remove('none');
		this.#problem.replaceChildren();
		this.#input.removeAttribute('aria-invalid');
		for (const step of this.#steps) step.disabled = true;
	}

	/** How far the search is. `message`: the number of the message with the current hit. */
	draw({ count, current, isBusy, isCapped, problem }: Found, message: number | null): void {
		const all = `${count.toLocaleString()}${isCapped ? '+' : ''}`;
		const place = current === null ? all : `${current.toLocaleString()} of ${all}`;
		const none = isBusy ? 'Searching…' : 'No results';
		const words = problem !== null ? '' : count === 0 ? none : isBusy ? `${place}…` : place;
		const where = message === null || count === 0 ? '' : `, message ${message.toLocaleString()}`;
		// What is still counted is not read out.
		this.#tell(words, isBusy ? this.#said.textContent : `${words}${where}`);
		this.#count.classList.toggle('none', count === 0 && !isBusy);
		if (this.#problem.textContent !== (problem ?? '')) this.#problem.textContent = problem;
		this.#input.setAttribute('aria-invalid', String(problem !== null));
		for (const step of this.#steps) step.disabled = count === 0;
	}

	#tell(words: string, said: string): void {
		this.#count.textContent = words;
		if (this.#said.textContent !== said) this.#said.textContent = said;
	}

	#change(): void {
		clearTimeout(this.#timer);
		this.#timer = 0;
		this.#hooks.changed();
	}

	#toggle({ name, glyph, words, key }: (typeof toggles)[number]): HTMLButtonElement {
		const title = `${words} (Alt+${key})`;
		const element = action(title, glyph, () => {
			element.setAttribute('aria-pressed', String(element.getAttribute('aria-pressed') !== 'true'));
			this.#change();
		});
		element.setAttribute('aria-label', words);
		element.setAttribute('aria-pressed', 'false');
		this.#toggles.set(name, element);
		return element;
	}

	#press(event: KeyboardEvent): boolean {
		if (event.altKey && !event.ctrlKey && !event.metaKey) {
			// By the place of the key: with Alt some systems type another letter.
			const pressed = toggles.find(({ key }) => event.code === `Key${key}`);
			if (pressed) this.#toggles.get(pressed.name)?.click();
			return pressed !== undefined;
		}
		if (event.key !== 'Enter' || event.target !== this.#input || event.isComposing) return false;
		if (this.#timer > 0) this.#change();
		else this.#hooks.step(event.shiftKey ? -1 : 1);
		return true;
	}
}

function action(title: string, glyph: string, press: () => void): HTMLButtonElement {
	const name = title.replace(/ \(.*/, '');
	const element = button({ class: 'action', title, attributes: { 'aria-label': name } }, press);
	element.append(icon(glyph));
	return element;
}
