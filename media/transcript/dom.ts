type Child = Node | string | null;

interface Looks {
	readonly class?: string;
	readonly title?: string;
	/** Any other attribute; null leaves it out. */
	readonly attributes?: Readonly<Record<string, string | null>>;
}

/** Makes an element. Text goes in as text: nothing here ever parses HTML. */
export function make<K extends keyof HTMLElementTagNameMap>(
	tag: K,
	looks: Looks | string = {},
	...children: readonly Child[]
): HTMLElementTagNameMap[K] {
	const element = document.createElement(tag);
	const { class: names, title, attributes = {} } = typeof looks === 'string' ? { class: looks } : looks;
	if (names !== undefined) element.className = names;
	if (title !== undefined) element.title = title;
	for (const [name, value] of Object.entries(attributes))
		if (value !== null) element.setAttribute(name, value);
	element.append(...children.filter((child) => child !== null));
	return element;
}

/** A glyph of the codicon font; nothing for a screen reader. */
export function icon(name: string): HTMLElement {
	return make('span', { class: `icon icon-${name}`, attributes: { 'aria-hidden': 'true' } });
}

export function button(looks: Looks, press: () => void, ...children: readonly Child[]): HTMLButtonElement {
	const element = make('button', looks, ...children);
	element.type = 'button';
	element.addEventListener('click', press);
	return element;
}

/** `1 message`, `2 messages`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
	return `${number.toLocaleString()} ${number === 1 ? noun : plural}`;
}
