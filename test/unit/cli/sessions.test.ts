import { strict as assert } from 'node:assert';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import type { Message, Session, SessionTree, Snapshot } from '../../../src/store/model.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { CommandLine } from './commandLine.js';

interface Shown {
	readonly session: Session;
	readonly snapshots: readonly Snapshot[];
	readonly messages: readonly Message[];
}

describe('the command line on sessions', () => {
	let cli: CommandLine;
	before(async () => {
		cli = await CommandLine.make();
	});
	beforeEach(() => cli.clear());
	after(() => cli.remove());

	const shown = async (name: string): Promise<Shown> => (await cli.json('show', name)) as Shown;
	const texts = async (name: string): Promise<unknown> =>
		(await shown(name)).messages.map(({ role, content }) => [role, content]);
	const talk = async (title: string, ...said: readonly string[]): Promise<string> => {
		const id = await cli.done('new', title);
		for (const text of said) await cli.done('add', id, text);
		return id;
	};

	it('makes one, adds to it, and shows it', async () => {
		const id = await cli.done('new', 'My project');
		await cli.done('add', id, 'Hello!');
		await cli.run(['add', id, '-', '--role', 'assistant', '--author', 'Ada'], 'Hi\nthere!\n');
		await cli.run(['add', id, '--role', 'tool', '--answers', 'c1'], '42');
		const { session, messages } = await shown(id);
		assert.deepEqual(
			[session.title, ...messages.map((each) => [each.role, each.content, each.metadata, each.toolCallId])],
			[
				'My project',
				['user', 'Hello!', {}, undefined],
				['assistant', 'Hi\nthere!', { author: 'Ada' }, undefined],
				['tool', '42', {}, 'c1'],
			],
		);
		const text = await cli.done('show', id);
		assert.equal(
			text.replaceAll(/^\*.*?\*( ·|$)/gm, '(time)$1'),
			[
				'# My project',
				'3 messages.',
				'## 1. User\n\n(time)\n\nHello!',
				'## 2. Assistant, Ada\n\n(time)\n\nHi\nthere!',
				'## 3. Tool result\n\n(time) · answers call `c1`\n\n```\n42\n```',
			].join('\n\n'),
		);
	});

	it('forks by number and by id, labels, reverts to labels and numbers, and gets back what came after', async () => {
		const id = await talk('Main', 'one', 'two', 'three');
		const [, two, three] = (await shown(id)).messages.map((message) => message.id);
		const byNumber = await cli.done('fork', id, '--at', '1', '--title', 'Early');
		const byId = await cli.done('fork', id, '--at', two ?? '');
		const whole = await cli.json('fork', id);
		assert.deepEqual(await texts(byNumber), [['user', 'one']]);
		assert.deepEqual((await shown(byId)).session.title, 'Fork of Main');
		assert.deepEqual(await texts(byId), [
			['user', 'one'],
			['user', 'two'],
		]);
		assert.partialDeepStrictEqual(whole, { parentId: id, messageId: three });
		await cli.done('snapshot', id, '--label', 'Safe', '--at', '2');
		const bySnapshot = await cli.json('snapshot', id);
		assert.partialDeepStrictEqual(bySnapshot, { sessionId: id, messageId: three });
		assert.equal(await cli.done('revert', id, '--to', 'Safe'), '“Main” has 2 messages now.');
		assert.deepEqual(await cli.json('revert', id, '--to', '0'), {
			sessionId: id,
			head: null,
			before: two,
			messageCount: 0,
		});
		assert.deepEqual(await cli.json('revert', id, '--to', three ?? ''), {
			sessionId: id,
			head: three,
			before: null,
			messageCount: 3,
		});
		assert.deepEqual(
			(await shown(id)).snapshots.map(({ label, messageCount }) => [label, messageCount]),
			[
				['Safe', 2],
				['Snapshot 2', 3],
			],
		);
		const { snapshotId } = bySnapshot as { readonly snapshotId: string };
		await cli.done('revert', id, '--to', '1');
		await cli.done('revert', id, '--to', snapshotId.slice(0, 6));
		assert.equal((await shown(id)).session.head, three);
	});

	it('draws the tree, and nests it as JSON', async () => {
		const id = await talk('Main', 'one', 'two');
		const child = await cli.done('new', 'Sub-agent', '--parent', 'Main');
		const fork = await cli.done('fork', id, '--at', '1', '--title', 'Other way');
		const snapshot = await cli.done('snapshot', id, '--label', 'Safe');
		await talk('Second');
		assert.deepEqual(
			(await cli.done('tree'))
				.replaceAll(/\d{4}-\S+Z/g, '(time)')
				.split('\n')
				.map((line) => line.replace(/ {2}\w{20}$/, '')),
			[
				'Second  0 messages · (time)',
				'Main  2 messages · (time)',
				'  @ Safe  at message 2',
				'  Sub-agent  child · 0 messages · (time)',
				'  Other way  fork · 1 message · (time)',
			],
		);
		assert.match(await cli.done('tree', 'Main'), new RegExp(`^  @ Safe  at message 2  ${snapshot}$`, 'm'));
		const outline = (trees: unknown): unknown =>
			(trees as readonly SessionTree[]).map((node) => [node.title, outline(node.children)]);
		assert.deepEqual(outline(await cli.json('tree')), [
			['Second', []],
			[
				'Main',
				[
					['Sub-agent', []],
					['Other way', []],
				],
			],
		]);
		assert.deepEqual(outline(await cli.json('tree', fork.slice(0, 5))), [['Other way', []]]);
		assert.deepEqual(
			((await cli.json('tree', id)) as readonly SessionTree[]).map(({ children }) =>
				children.map(({ id: each }) => each),
			),
			[[child, fork]],
		);
	});

	it('takes the beginning of an id or a title for the whole where it is the only one, else lists them', async () => {
		const store = await SessionStore.open(join(cli.folder, '.sessions'));
		for (const [id, title] of [
			['abcdef1', 'Twins'],
			['abcdef2', 'Twins'],
			['abcxyz', 'Alone'],
		] as const)
			await store.createSession({ id, title });
		await store.createSession({ id: 'trashed', title: 'Alone' });
		await store.deleteSession('trashed');
		await store.close();
		const title = async (name: string): Promise<string> => (await shown(name)).session.id;
		assert.equal(await title('abcx'), 'abcxyz');
		assert.equal(await title('Alone'), 'abcxyz');
		assert.equal(await title('tras'), 'trashed');
		const { code, errors } = await cli.failing('show', 'Twins');
		assert.equal(code, 1);
		assert.deepEqual(errors.trimEnd().split('\n').sort(), [
			'  abcdef1  Twins  0 messages · now',
			'  abcdef2  Twins  0 messages · now',
			'error: “Twins” names 2 sessions:',
		]);
		assert.match((await cli.failing('show', 'abcdef')).errors, /“abcdef” names 2 sessions/);
		assert.deepEqual(await cli.failing('show', 'abc'), {
			code: 1,
			errors:
				'error: There is no session “abc”. Of an id at least 4 characters are needed, of a title all.\n',
		});
		assert.deepEqual(await cli.failing('add', 'trashed', 'x'), {
			code: 1,
			errors: 'error: “Alone” is in the trash. Restore it first.\n',
		});
	});

	it('finds the nearest folder of sessions upward, and makes one here where there is none', async () => {
		const deep = join(cli.folder, 'a/b');
		await fs.mkdir(deep, { recursive: true });
		const none = await cli.run(['tree'], '', deep);
		assert.equal(none.code, 1);
		assert.match(
			none.errors,
			/^error: There are no sessions: neither .*b nor a folder above it has a folder/,
		);
		assert.deepEqual(await fs.readdir(deep), []);
		await cli.done('new', 'Above');
		assert.equal((await cli.run(['new', 'From below'], '', deep)).code, 0);
		assert.deepEqual(await fs.readdir(deep), []);
		assert.match((await cli.run(['tree'], '', deep)).out, /^From below .*\nAbove /);
		await cli.done('--store', 'elsewhere', 'new', 'Apart');
		assert.match(await cli.done('tree', '--store', 'elsewhere'), /^Apart .*$/);
		assert.deepEqual((await fs.readdir(cli.folder)).sort(), ['.sessions', 'a', 'elsewhere']);
	});

	it('says of what cannot be done why, and changes nothing', async () => {
		const id = await talk('Main', 'one');
		for (const [args, code, words] of [
			[['fork', id, '--at', '2'], 1, '“Main” has no message 2: its messages are 1 to 1.'],
			[['fork', id, '--at', '0'], 1, 'A fork shares at least one message: the first is number 1.'],
			[['fork', id, '--at', 'nothing'], 1, '“Main” has no message nothing.'],
			[['revert', id, '--to', 'nothing'], 1, '“Main” has neither a message nor a snapshot “nothing”.'],
			[['snapshot', 'nobody'], 1, 'There is no session “nobody”.'],
			[['new', 'x', '--parent', 'nobody'], 1, 'There is no session “nobody”.'],
			[['add', id, ''], 1, 'The message is empty: nothing was added.'],
			[['tree', '--store', 'nowhere'], 1, `${join(cli.folder, 'nowhere')} is no folder.`],
		] as const) {
			assert.deepEqual(await cli.failing(...args), { code, errors: `error: ${words}\n` });
		}
		const { code, errors } = await cli.run(['add', id], Uint8Array.of(0x61, 0xff));
		assert.deepEqual([code, errors], [1, 'error: Standard input is not UTF-8 text: nothing was added.\n']);
		assert.deepEqual(await texts(id), [['user', 'one']]);
		assert.equal(((await cli.json('tree')) as readonly unknown[]).length, 1);
	});

	it('shows an empty folder as an empty tree', async () => {
		await fs.mkdir(join(cli.folder, '.sessions'));
		const { code, out, errors } = await cli.run(['tree', '--json']);
		assert.deepEqual([code, JSON.parse(out)], [0, []]);
		assert.equal(errors, `There are no sessions in ${join(cli.folder, '.sessions')} yet.\n`);
		assert.deepEqual(await fs.readdir(join(cli.folder, '.sessions')), []);
	});
});
