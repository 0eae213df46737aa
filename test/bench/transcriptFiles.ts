import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { Talk } from '../support/generatedTalk.js';
import { Random } from '../support/random.js';

/** Gives the lines of a transcript without end, as values. */
type Lines = Generator<object, void>;

/** What agents' transcripts look like when they are long. */
export const transcripts = { 'Claude Code': claudeCodeLines, Codex: codexLines, 'OpenAI chat': openaiLines };

/** Writes a transcript of about so many bytes, the same whenever it is written. */
export function writeTranscript(path: string, agent: keyof typeof transcripts, size: number): void {
	const file = openSync(path, 'w');
	let written = 0;
	let text = '';
	for (const line of transcripts[agent](new Random(7))) {
		text += `${JSON.stringify(line)}\n`;
		if (text.length < writeSize && written + text.length < size) continue;
		written += writeSync(file, text);
		text = '';
		if (written >= size) break;
	}
	// Else the disk would be busy with it while something is measured.
	fsyncSync(file);
	closeSync(file);
}

const writeSize = 1 << 20;

/** What an agent and a person say, and what tools do, by length: as in long sessions of people who program. */
class Work {
	readonly #random: Random;
	readonly #talk: Talk;
	#count = 0;
	#time = Date.UTC(2026, 0, 1);

	constructor(random: Random) {
		this.#random = random;
		this.#talk = new Talk(random);
	}

	id(kind: string): string {
		return `${kind}-${String(++this.#count).padStart(12, '0')}`;
	}

	time(): string {
		this.#time += 1 + this.#random.below(20_000);
		return new Date(this.#time).toISOString();
	}

	chance(probability: number): boolean {
		return this.#random.chance(probability);
	}

	/** Some words. */
	said(): string {
		return this.#talk.text();
	}

	/** 200 to 6,000 characters. */
	thought(): string {
		return this.#between(200, 6_000);
	}

	/** 100 to 5,000 characters, as a file that is written. */
	input(): { readonly path: string; readonly text: string } {
		return { path: `/w/src/${this.#random.id(10)}.ts`, text: this.#between(100, 5_000) };
	}

	/** 1 to 50 KB; one of 200 has 1 MB. */
	result(): string {
		return this.chance(1 / 200) ? this.#talk.long(1 << 20) : this.#between(1_000, 50_000);
	}

	/** Most are near the smallest. */
	#between(least: number, most: number): string {
		return this.#talk.long(Math.floor(least * (most / least) ** this.#random.next()));
	}
}

/** One session: each answer is up to three lines, and a result may be told twice in its line. */
function* claudeCodeLines(random: Random): Lines {
	const work = new Work(random);
	const sessionId = '11111111-1111-4111-8111-111111111111';
	let parentUuid: string | null = null;
	const line = (type: string, message: object, more: object = {}): object => {
		const uuid = work.id('00000000-0000-4000-8000');
		const made = {
			parentUuid,
			isSidechain: false,
			userType: 'external',
			cwd: '/w',
			sessionId,
			version: '2.1.0',
			gitBranch: 'main',
			type,
			message,
			uuid,
			timestamp: work.time(),
			...more,
		};
		parentUuid = uuid;
		return made;
	};
	for (;;) {
		yield line('user', { role: 'user', content: work.said() });
		for (;;) {
			const isDone = work.chance(0.1);
			const about = {
				id: work.id('msg'),
				type: 'message',
				role: 'assistant',
				model: 'a-model-1',
				stop_reason: isDone ? 'end_turn' : 'tool_use',
				usage: { input_tokens: 4, cache_read_input_tokens: 90_000, output_tokens: 400 },
			};
			const requestId = work.id('req');
			const piece = (block: object): object =>
				line('assistant', { ...about, content: [block] }, { requestId });
			if (work.chance(0.5))
				yield piece({ type: 'thinking', thinking: work.thought(), signature: 'c2ln'.repeat(100) });
			if (isDone || work.chance(0.5)) yield piece({ type: 'text', text: work.said() });
			if (isDone) break;
			const id = work.id('toolu');
			yield piece({ type: 'tool_use', id, name: 'Write', input: work.input() });
			const content = work.result();
			const toolUseResult = work.chance(0.5)
				? { stdout: content, stderr: '', interrupted: false }
				: undefined;
			const result = { type: 'tool_result', tool_use_id: id, content };
			yield line('user', { role: 'user', content: [result] }, { toolUseResult });
		}
	}
}

/** One session, its messages told twice. */
function* codexLines(random: Random): Lines {
	const work = new Work(random);
	const line = (type: string, payload: object): object => ({ timestamp: work.time(), type, payload });
	const item = (type: string, more: object): object => line('response_item', { type, ...more });
	const about = { originator: 'codex_cli_rs', cli_version: '0.60.0' };
	yield line('session_meta', { id: work.id('thread'), timestamp: work.time(), cwd: '/w', ...about });
	for (;;) {
		const prompt = work.said();
		yield item('message', { role: 'user', content: [{ type: 'input_text', text: prompt }] });
		yield line('event_msg', { type: 'user_message', message: prompt });
		yield line('turn_context', { model: 'a-model-1', cwd: '/w' });
		do {
			const summary = [{ type: 'summary_text', text: work.said() }];
			yield item('reasoning', { summary, content: null, encrypted_content: work.thought() });
			const call_id = work.id('call');
			yield item('function_call', { name: 'shell', arguments: JSON.stringify(work.input()), call_id });
			yield item('function_call_output', { call_id, output: work.result() });
		} while (work.chance(0.9));
		const answer = work.said();
		yield line('event_msg', { type: 'agent_message', message: answer });
		yield item('message', { role: 'assistant', content: [{ type: 'output_text', text: answer }] });
	}
}

/** A session a line. */
function* openaiLines(random: Random): Lines {
	const work = new Work(random);
	for (;;) {
		const messages: object[] = [{ role: 'user', content: work.said() }];
		do {
			const id = work.id('call');
			const call = { name: 'write', arguments: JSON.stringify(work.input()) };
			messages.push({
				role: 'assistant',
				content: null,
				tool_calls: [{ id, type: 'function', function: call }],
			});
			messages.push({ role: 'tool', tool_call_id: id, content: work.result() });
		} while (work.chance(0.97));
		yield { messages: [...messages, { role: 'assistant', content: work.said() }] };
	}
}
