import type { FilePlace } from '../../src/protocol/content.js';
import { mostPaths } from '../../src/protocol/contentGuard.js';
import { post } from './host.js';

/** Milliseconds until the host is asked about what was drawn, so that a page of messages is one question. */
const patience = 50;
/** Milliseconds after which what was no file is asked about again: agents make files. */
const doubt = 30_000;
/** Answers that are remembered. */
const mostKnown = 5_000;

/** What may be a link, until the host says whether its path is a file. */
interface Candidate {
	readonly element: HTMLElement;
	readonly place: FilePlace;
}

/** The paths in what is drawn. Those that the host finds in the workspace become links. */
class FileLinks {
	/** When a path was no file, in milliseconds; Infinity: it is one. */
	readonly #known = new Map<string, number>();
	/** Asked about, or about to be. */
	readonly #waiting = new Map<string, Candidate[]>();
	#next: string[] = [];
	#timer = 0;

	/** Makes a link of the element if there is such a file, now or when the host has answered. */
	offer(element: HTMLElement, place: FilePlace): void {
		const { path } = place;
		const known = this.#known.get(path) ?? -Infinity;
		const waiting = this.#waiting.get(path);
		if (known === Infinity) link({ element, place });
		else if (waiting) waiting.push({ element, place });
		else if (performance.now() - known > doubt) this.#ask({ element, place });
	}

	receive(answers: readonly { readonly path: string; readonly found: boolean }[]): void {
		if (this.#known.size > mostKnown) this.#known.clear();
		for (const { path, found } of answers) {
			this.#known.set(path, found ? Infinity : performance.now());
			if (found) this.#waiting.get(path)?.forEach(link);
			this.#waiting.delete(path);
		}
	}

	#ask(candidate: Candidate): void {
		const { path } = candidate.place;
		this.#waiting.set(path, [candidate]);
		this.#next.push(path);
		if (this.#next.length === mostPaths) this.#send();
		else
			this.#timer ||= window.setTimeout(() => {
				this.#send();
			}, patience);
	}

	#send(): void {
		clearTimeout(this.#timer);
		this.#timer = 0;
		const paths = this.#next;
		this.#next = [];
		if (paths.length > 0) post({ type: 'files', paths });
	}
}

export const fileLinks = new FileLinks();

function link({ element, place }: Candidate): void {
	const { path, line } = place;
	const open = (): void => {
		post({ type: 'openFile', place });
	};
	element.classList.add('link', 'file-link');
	element.title = line === null ? `Open ${path}` : `Open ${path} at line ${String(line)}`;
	element.tabIndex = 0;
	element.setAttribute('role', 'link');
	element.addEventListener('click', open);
	element.addEventListener('keydown', (event) => {
		if (event.key !== 'Enter') return;
		event.preventDefault();
		open();
	});
}
