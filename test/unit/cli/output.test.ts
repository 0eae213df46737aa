import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { harmless, jsonText } from '../../../src/cli/harmless.js';
import { Output } from '../../../src/cli/output.js';
import { run } from '../../../src/cli/run.js';
import { shortIds } from '../../../src/cli/shortIds.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { CommandLine } from './commandLine.js';

/** A title and a text that would steer a terminal: its window's title, its colours, its cursor. */
const steering = 'a\u001b]0;owned\u0007b\u001b[31mc\u009b2Jd\re\u007f';
const steers = /(?![\t\n])\p{Cc}/u;

/** What a terminal that has colours, or none, is sent. */
class Terminal extends Writable {
	readonly isTTY = true;
	sent = '';
	readonly #colours: boolean;

	constructor(colours: boolean) {
		super({ decodeStrings: false });
		this.#colours = colours;
	}

	hasColors(): boolean {
		return this.#colours;
	}

	override _write(chunk: string, _encoding: string, done: () => void): void {
		this.sent += chunk;
		done();
	}
}

describe('the output of the command line', () => {
	let cli: CommandLine;
	let store: SessionStore;
	before(async () => {
		cli = await CommandLine.make();
		store = await SessionStore.open(join(cli.folder, '.sessions'));
	});
	after(async () => {
		await store.close();
		await cli.remove();
	});

	/** Runs a command as in a terminal. */
	const inTerminal = async (args: readonly string[], colours = false): Promise<string> => {
		const terminal = new Terminal(colours);
		const output = new Output(terminal as unknown as NodeJS.WriteStream);
		await run(args, {
			out: output,
			errors: output,
			input: new PassThrough() as unknown as NodeJS.ReadStream,
			folder: cli.folder,
			storeName: '.sessions',
		});
		return terminal.sent;
	};

	it('in a terminal draws the tree with lines, ages and short ids', async () => {
		const top = await store.createSession({ id: 'tops-and-tails-1', title: 'Top' });
		await store.createSession({ id: 'tops-and-tails-2', title: 'Child', parentId: top });
		await store.createSession({ id: 'grandchild', title: 'Grandchild', parentId: 'tops-and-tails-2' });
		await store.createSession({ id: 'last', title: 'Last', parentId: top, agentName: 'Ada' });
		await store.createSnapshot(top, { label: 'Begun' });
		assert.equal(
			(await inTerminal(['tree', top])).replace(/@ Begun(.*) {2}\w{8}\n/, '@ Begun$1  (id)\n'),
			[
				'Top  0 messages · now  tops-and-tails-1',
				'├─ @ Begun  before the first message  (id)',
				'├─ Child  child · 0 messages · now  tops-and-tails-2',
				'│  └─ Grandchild  child · 0 messages · now  grandchi',
				'└─ Last  child · 0 messages · now · by Ada  last\n',
			].join('\n'),
		);
		const coloured = await inTerminal(['tree', top], true);
		assert.ok(coloured.startsWith('\u001b[1mTop\u001b[22m\u001b[2m  0 messages · now\u001b[22m'), coloured);
	});

	it('never steers a terminal, through a pipe neither', async () => {
		const id = await store.createSession({ title: steering, agentName: steering });
		await store.addMessage(id, {
			role: 'assistant',
			content: [
				{ type: 'text', text: steering },
				{ type: 'thinking', text: steering },
				{ type: 'data', source: 'x', value: { [steering]: steering } },
			],
			toolCalls: [{ id: steering, name: steering, arguments: steering }],
			metadata: { author: steering },
		});
		await store.createSnapshot(id, { label: steering });
		for (const args of [
			['show', id],
			['show', id, '--json'],
			['tree', id],
			['tree', id, '--json'],
			['export', id],
			['export', id, '--to', 'markdown'],
			['export', id, '--to', 'openai'],
			['show', steering],
			['new', steering],
			['revert', id, '--to', '1'],
			[steering],
		]) {
			assert.doesNotMatch(await inTerminal(args), steers, args.join(' '));
		}
		for (const args of [
			['show', id],
			['show', id, '--json'],
			['tree', id],
		]) {
			const { out } = await cli.run(args);
			assert.doesNotMatch(out, steers);
		}
		const { messages } = JSON.parse(await cli.done('show', id, '--json')) as {
			readonly messages: readonly { readonly toolCalls: readonly unknown[] }[];
		};
		assert.deepEqual(messages[0]?.toolCalls, [{ id: steering, name: steering, arguments: steering }]);
	});

	it('shows control characters by their signs', () => {
		assert.equal(harmless('a\tb\r\nc\rd\u001b\u009b\u007f'), 'a\tb\nc␍d␛\\x9b␡');
		assert.deepEqual(JSON.parse(jsonText(JSON.stringify(['\u009b\u007f\u0000']))), ['\u009b\u007f\u0000']);
	});

	it('shortens ids to what tells them apart', () => {
		const ids = ['aaaaaaaaaa1', 'aaaaaaaaaa2', 'b', 'cccccccccccc', 'aaaaaaaaaa'];
		assert.deepEqual(ids.map(shortIds(ids)), ['aaaaaaaaaa1', 'aaaaaaaaaa2', 'b', 'cccccccc', 'aaaaaaaaaa']);
	});

	it('ends quietly when nobody reads any more', async () => {
		const id = await store.createSession({ title: 'Long' });
		const content = 'x'.repeat(1000);
		await store.addMessages(
			id,
			Array.from({ length: 3000 }, () => ({ role: 'user', content }) as const),
		);
		for (const more of [[], ['--json']]) {
			const child = spawn(process.execPath, [cli.script, 'show', id, ...more], { cwd: cli.folder });
			await once(child.stdout, 'data');
			child.stdout.destroy();
			const errors = text(child.stderr);
			const [code] = (await once(child, 'close')) as [number | null];
			assert.deepEqual([code, await errors], [0, '']);
		}
	});

	it('of a tree of any depth is bounded by its width', async () => {
		let parentId: string | null = null;
		const deep = await SessionStore.open(join(cli.folder, 'deep'));
		for (let depth = 0; depth < 60; depth++)
			parentId = await deep.createSession({ title: `Level ${String(depth + 1)}`, parentId });
		await deep.close();
		const lines = (await inTerminal(['tree', '--store', 'deep'])).trimEnd().split('\n');
		assert.equal(lines.length, 60);
		assert.match(lines.at(-1) ?? '', /\(level 60\) Level 60 /);
		assert.ok(Math.max(...lines.map((line) => line.length)) < 180);
	});
});
