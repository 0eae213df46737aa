import { once } from 'node:events';
import { styleText } from 'node:util';
import { harmless, jsonText } from './harmless.js';

type Style = 'bold' | 'dim' | 'cyan' | 'red' | 'yellow';

/** Text that stands out where there are colours. */
export interface Styled {
	readonly style: Style;
	readonly text: string;
}

/** Text in a style. */
export function styled(style: Style, text: string): Styled {
	return { style, text };
}

/**
 * Where a command writes to: a terminal, a file or another program. The control characters of texts become visible:
 * none may steer a terminal, further down a pipe either. Every method rejects once nobody reads any more.
 */
export class Output {
	readonly #stream: NodeJS.WriteStream;
	/** Somebody looks at it: what only helps the eye is welcome. */
	readonly isTerminal: boolean;
	readonly #colours: boolean;
	#failure: Error | undefined;

	constructor(stream: NodeJS.WriteStream) {
		this.#stream = stream;
		this.isTerminal = stream.isTTY;
		this.#colours = this.isTerminal && stream.hasColors();
		stream.on('error', (error) => {
			this.#failure ??= error;
		});
	}

	async line(...pieces: readonly (string | Styled)[]): Promise<void> {
		await this.#write(`${pieces.map((piece) => this.#shown(piece)).join('')}\n`);
	}

	/** A value on one line. */
	async json(value: unknown): Promise<void> {
		await this.jsonPiece(`${JSON.stringify(value)}\n`);
	}

	/** Part of the text of a JSON value, for values that are too large to be made into text at once. */
	async jsonPiece(text: string): Promise<void> {
		await this.#write(jsonText(text));
	}

	/** What a file would hold: as it is, but not to a terminal. */
	async file(text: string): Promise<void> {
		await this.#write(this.isTerminal ? harmless(text) : text);
	}

	/** Resolves once all of it has left this process. */
	async end(): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			this.#stream.write('', (error) => {
				if (error) reject(error);
				else resolve();
			});
		});
	}

	#shown(piece: string | Styled): string {
		if (typeof piece === 'string') return harmless(piece);
		const text = harmless(piece.text);
		return this.#colours && text !== '' ? styleText(piece.style, text, { validateStream: false }) : text;
	}

	async #write(text: string): Promise<void> {
		if (this.#failure) throw this.#failure;
		if (!this.#stream.write(text)) await once(this.#stream, 'drain');
	}
}
