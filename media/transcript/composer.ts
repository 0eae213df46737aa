import type { Role, TranscriptState } from '../../src/protocol/transcript.js';
import { longestText } from '../../src/protocol/transcriptGuard.js';
import { button, icon, make } from './dom.js';
import { markdown } from './markdown.js';

type Draft = TranscriptState['draft'];

const roleNames: readonly (readonly [Role, string])[] = [
	['user', 'User'],
	['assistant', 'Assistant'],
	['system', 'System'],
	['tool', 'Tool'],
];

interface ComposerHooks {
	readonly draft: Draft;
	keep(draft: Draft): void;
	send(draft: Draft): void;
}

/** Where messages are added. The text stays until the host says that it is written. */
export class Composer {
	readonly element: HTMLFormElement;
	readonly #role = make('select', { title: 'Role of the new message', attributes: { 'aria-label': 'Role' } });
	readonly #text = make('textarea', { attributes: { 'aria-label': 'New message', rows: '1' } });
	readonly #preview = make('div', {
		class: 'preview markdown',
		attributes: { role: 'region', 'aria-label': 'Preview of the new message', tabindex: '0', hidden: '' },
	});
	readonly #look: HTMLButtonElement;
	readonly #send: HTMLButtonElement;
	readonly #error = make('div', { class: 'error', attributes: { role: 'alert' } });
	readonly #hooks: ComposerHooks;
	#isPreviewing = false;
	#sending: Draft | undefined;

	constructor(hooks: ComposerHooks) {
		this.#hooks = hooks;
		const isMac = navigator.userAgent.includes('Mac');
		const keys = isMac ? '⌘Enter' : 'Ctrl+Enter';
		const previewKeys = isMac ? '⇧⌘V' : 'Ctrl+Shift+V';
		for (const [value, words] of roleNames) {
			const option = make('option', {}, words);
			option.value = value;
			this.#role.append(option);
		}
		this.#role.value = hooks.draft.role;
		this.#text.value = hooks.draft.text;
		this.#text.placeholder = `Add a message (${keys} to add)`;
		this.#send = button(
			{ class: 'send', title: `Add message (${keys})`, attributes: { 'aria-label': 'Add message' } },
			() => {
				this.#submit();
			},
		);
		this.#send.append(icon('send'));
		this.#look = button(
			{
				class: 'look',
				title: `Preview (${previewKeys})`,
				attributes: { 'aria-label': 'Preview', 'aria-pressed': 'false' },
			},
			() => {
				this.#showPreview(!this.#isPreviewing);
			},
			icon('open-preview'),
		);
		const tools = make('div', 'tools', this.#role, this.#look, this.#send);
		const box = make('div', 'box', this.#text, this.#preview, tools);
		this.element = make('form', 'composer', this.#error, box);
		this.element.addEventListener('submit', (event) => {
			event.preventDefault();
		});
		this.element.addEventListener('input', () => {
			this.#error.replaceChildren();
			this.#update();
			hooks.keep(this.#draft);
			if (this.#isPreviewing) this.#preview.replaceChildren(this.#rendered());
		});
		this.element.addEventListener('keydown', (event) => {
			if (event.isComposing || event.altKey || !(event.ctrlKey || event.metaKey)) return;
			if (event.key === 'Enter') this.#submit();
			else if (event.shiftKey && event.key.toLowerCase() === 'v') this.#showPreview(!this.#isPreviewing);
			else return;
			event.preventDefault();
		});
		this.#update();
	}

	/** The host's answer to what was sent. */
	answer(ok: boolean): void {
		const sent = this.#sending;
		if (!sent) return;
		this.#sending = undefined;
		// What was typed while it was on its way is kept.
		if (ok && this.#text.value === sent.text) this.#text.value = '';
		this.#error.replaceChildren(...(ok ? [] : ['The message was not added. Your text is still here.']));
		this.#hooks.keep(this.#draft);
		this.#update();
		this.#showPreview(false);
	}

	get #draft(): Draft {
		const role = roleNames.find(([value]) => value === this.#role.value)?.[0] ?? 'user';
		return { role, text: this.#text.value };
	}

	/** The draft as it will look, in place of the text; or the text again. */
	#showPreview(shows: boolean): void {
		this.#isPreviewing = shows;
		this.#preview.hidden = !shows;
		this.#text.hidden = shows;
		this.#look.setAttribute('aria-pressed', String(shows));
		this.#preview.replaceChildren(...(shows ? [this.#rendered()] : []));
		(shows ? this.#preview : this.#text).focus();
	}

	#rendered(): Node {
		const { role, text } = this.#draft;
		if (text.trim() === '') return make('p', 'faint', 'There is nothing to preview yet.');
		return role === 'tool' ? make('pre', 'plain', text) : markdown(text, { breaks: role === 'user' });
	}

	#submit(): void {
		if (this.#sending || this.#text.value.trim() === '') return;
		if (this.#text.value.length > longestText) {
			this.#error.replaceChildren('This is too long for one message. Your text is still here.');
			return;
		}
		this.#sending = this.#draft;
		this.#error.replaceChildren();
		this.#update();
		this.#hooks.send(this.#sending);
	}

	#update(): void {
		const busy = this.#sending !== undefined;
		this.#text.readOnly = busy;
		this.#role.disabled = busy;
		this.#send.disabled = busy || this.#text.value.trim() === '';
		this.element.classList.toggle('busy', busy);
	}
}
