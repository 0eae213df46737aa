import type { NewMessage, ToolCall } from '../../src/store/model.js';
import type { Random } from './random.js';

const words = (
	'the of and to a in is that for it as with was on be by this are not from at or an which have function class ' +
	'const return import error session message test file folder write read append flush lock value index tree ' +
	'parent child "quoted" `code` {} => 0x1f 1.5 C:\\path\\name // TODO: https://example.com/a?b=c&d=e - * # | \t'
).split(' ');
const foreign = ['naïve', 'Grüße', '日本語', 'привет', '“typographic”', '🙂', '→', 'e\u0301'];
const tools = ['read_file', 'write_file', 'run_command', 'search', 'list_folder'];
/** Of a pair of surrogates that a cut went through. */
const halves = /^[\udc00-\udfff]|[\ud800-\udbff]$/g;
const poolSize = 1 << 16;

/** What agents and people say, of all kinds and lengths. One command's messages are a tool exchange or a single one. */
export class Talk {
	readonly #random: Random;
	readonly #plain: string;
	readonly #mixed: string;

	constructor(random: Random) {
		this.#random = random;
		this.#plain = this.#pool(words);
		this.#mixed = this.#pool([...words, ...foreign]);
	}

	/** The messages of the next command: at least one, at most `limit`. */
	next(limit: number): readonly NewMessage[] {
		const random = this.#random;
		if (limit > 1 && random.chance(0.15)) return this.#exchange(Math.min(limit - 1, 1 + random.below(3)));
		if (random.chance(0.01)) return [{ role: 'system', content: this.text() }];
		return [random.chance(0.5) ? this.#question() : this.#answer()];
	}

	/** Most texts are short, few are long: around a hundred characters, up to 7,500. */
	text(): string {
		const random = this.#random;
		const length = Math.floor(20 * 220 ** (random.next() * random.next() * 1.1));
		// Few of what people write to agents has more than ASCII.
		const pool = random.chance(0.1) ? this.#mixed : this.#plain;
		const from = random.below(pool.length - 8000);
		return pool.slice(from, from + length).replace(halves, '');
	}

	/** So many characters, or one or two fewer. */
	long(length: number): string {
		const pool = this.#random.chance(0.1) ? this.#mixed : this.#plain;
		const from = this.#random.below(pool.length);
		const text = from + length <= pool.length ? pool : pool.repeat(Math.ceil((from + length) / pool.length));
		return text.slice(from, from + length).replace(halves, '');
	}

	title(): string {
		return Array.from({ length: 2 + this.#random.below(4) }, () => this.#random.pick(words)).join(' ');
	}

	#question(): NewMessage {
		const content = this.text();
		if (!this.#random.chance(0.05)) return { role: 'user', content };
		const file = { type: 'file', name: 'notes.md', mediaType: 'text/markdown', text: this.text() } as const;
		return { role: 'user', content: [{ type: 'text', text: content }, file] };
	}

	#answer(): NewMessage {
		const metadata = { model: 'a-model-1', tokens: { input: this.#random.below(9000), output: 10 } };
		const text = this.text();
		if (!this.#random.chance(0.2)) return { role: 'assistant', content: text, metadata };
		const thinking = { type: 'thinking', text: this.text(), signature: this.#random.id(40) } as const;
		return { role: 'assistant', content: [thinking, { type: 'text', text }], metadata };
	}

	#exchange(calls: number): readonly NewMessage[] {
		const toolCalls = Array.from({ length: calls }, (): ToolCall => ({
			id: `call_${this.#random.id(10)}`,
			name: this.#random.pick(tools),
			arguments: JSON.stringify({ path: `src/${this.#random.id(10)}.ts`, text: this.text() }),
		}));
		return [
			{ role: 'assistant', content: '', toolCalls },
			...toolCalls.map(({ id }): NewMessage => ({ role: 'tool', content: this.text(), toolCallId: id })),
		];
	}

	#pool(from: readonly string[]): string {
		let pool = '';
		while (pool.length < poolSize)
			pool += `${this.#random.pick(from)}${this.#random.chance(0.05) ? '\n' : ' '}`;
		return pool;
	}
}
