import { strict as assert } from 'node:assert';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { asBundle } from '../../../src/store/bundle.js';
import type { Message, SessionTree } from '../../../src/store/model.js';
import { session, turn, turns } from '../formats/fixtures.js';
import { CommandLine } from './commandLine.js';

describe('import and convert on the command line', () => {
	let cli: CommandLine;
	before(async () => {
		cli = await CommandLine.make();
	});
	beforeEach(() => cli.clear());
	after(() => cli.remove());

	const write = async (name: string, content: unknown): Promise<string> => {
		const path = join(cli.folder, name);
		await fs.mkdir(join(path, '..'), { recursive: true });
		await fs.writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
		return name;
	};
	const family = async (): Promise<string> => {
		await write('agents/main.json', session('main', turns(3), { title: 'Main', children_ids: ['sub'] }));
		await write('agents/sub.json', session('sub', turns(2, 10), { title: 'Sub', parent_id: 'main' }));
		await write('agents/notes.txt', 'none');
		return 'agents';
	};
	const outline = (trees: readonly SessionTree[]): unknown =>
		trees.map(({ title, messageCount, children }) => [title, messageCount, outline(children)]);
	const tree = async (): Promise<unknown> => outline((await cli.json('tree')) as readonly SessionTree[]);

	it('imports a folder with its tree, and then only what is new', async () => {
		await family();
		assert.equal(await cli.done('import', 'agents'), '2 sessions imported with 5 messages.');
		assert.deepEqual(await tree(), [['Main', 3, [['Sub', 2, []]]]]);
		assert.equal(await cli.done('import', 'agents'), 'Nothing new: 5 messages already here.');
		await write('agents/sub.json', session('sub', turns(2, 10), { title: 'Below', parent_id: 'main' }));
		assert.equal(
			await cli.done('import', 'agents'),
			'Only titles, snapshots or places of sessions are new: 5 messages already here.',
		);
		assert.deepEqual(await tree(), [['Main', 3, [['Below', 2, []]]]]);
		await write('agents/main.json', session('main', turns(5), { title: 'Main', children_ids: ['sub'] }));
		assert.equal(await cli.done('import', 'agents'), '2 messages added to 1 session, 5 already here.');
		assert.deepEqual(await tree(), [['Main', 5, [['Below', 2, []]]]]);
	});

	it('tells machines what it did', async () => {
		await family();
		const first = (await cli.json('import', 'agents/main.json', 'agents/sub.json')) as {
			readonly sessions: readonly string[];
		};
		const [main, sub] = first.sessions;
		assert.ok(main !== undefined && sub !== undefined);
		assert.deepEqual(first, {
			sessions: [main, sub],
			updated: [],
			added: 5,
			known: 0,
			warnings: [],
			failures: [],
		});
		await write('agents/main.json', session('main', turns(4), { title: 'Main', children_ids: ['sub'] }));
		assert.deepEqual(await cli.json('import', 'agents'), {
			sessions: [],
			updated: [main],
			added: 1,
			known: 5,
			warnings: [],
			failures: [],
		});
	});

	it('names the place in a file that cannot be read, and imports the others', async () => {
		await family();
		await write('agents/torn.json', '{\n\t"session_id": "torn",\n\t"messages": [}');
		const { code, out, errors } = await cli.run(['import', 'agents']);
		assert.deepEqual([code, out], [0, '2 sessions imported with 5 messages.\n']);
		assert.match(errors, /^error: torn\.json: not JSON at line 3, column 15 \(.*\)\n$/);
	});

	it('ends with 1, and makes nothing, where nothing can be read', async () => {
		await write('torn.json', '{"session_id": ');
		await fs.mkdir(join(cli.folder, 'empty'));
		for (const [paths, words] of [
			[['torn.json'], /^error: torn\.json: not JSON at line 1, .*\nerror: Nothing could be read\.\n$/],
			[['nowhere'], /^error: nowhere: cannot be read \(ENOENT.*\)\nerror: Nothing could be read\.\n$/],
			[['empty'], /^error: There are no sessions in it\.\n$/],
		] as const) {
			for (const args of [
				['import', ...paths],
				['convert', ...paths, '--to', 'bundle'],
			]) {
				const { code, errors } = await cli.failing(...args);
				assert.equal(code, 1);
				assert.match(errors, words);
			}
		}
		assert.deepEqual((await fs.readdir(cli.folder)).sort(), ['empty', 'torn.json']);
	});

	it('converts to what an import makes, without making it', async () => {
		await family();
		const text = await cli.done('convert', 'agents', '--to', 'bundle');
		const bundle = asBundle(JSON.parse(text));
		assert.deepEqual(
			bundle.sessions.map(({ title, parentId, messages }) => [title, parentId, messages.length]),
			[
				['Main', null, 3],
				['Sub', bundle.sessions[0]?.id, 2],
			],
		);
		assert.equal(await cli.done('convert', 'agents', '--to', 'bundle'), text);
		assert.deepEqual(await fs.readdir(cli.folder), ['agents']);
		await write('whole.json', text);
		await cli.done('import', 'whole.json');
		assert.deepEqual(await tree(), [['Main', 3, [['Sub', 2, []]]]]);
		const { messages } = (await cli.json('show', 'Sub')) as { readonly messages: readonly Message[] };
		assert.deepEqual(
			messages.map(({ role, content, timestamp }) => [role, content, timestamp]),
			turns(2, 10).map(({ role, content, timestamp }) => [role, content, Number(timestamp) * 1000]),
		);
	});

	it('converts from form to form, and tells what gets lost', async () => {
		await family();
		const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } };
		await write(
			'one.json',
			session('one', [turn('user', 'Look.', 0), turn('assistant', '', 1, { tool_calls: [call] })], {
				title: 'One',
			}),
		);
		const { code, out, errors } = await cli.run(['convert', 'one.json', '--to', 'openai']);
		assert.deepEqual(
			[code, JSON.parse(out)],
			[
				0,
				{
					messages: [
						{ role: 'user', content: 'Look.' },
						{ role: 'assistant', content: null, tool_calls: [call] },
					],
				},
			],
		);
		assert.equal(
			errors,
			'warning: 1 conversation without titles, times and metadata: the form has only messages\n',
		);
		await cli.done('convert', 'agents', '--to', 'praisonai', '--out', 'again');
		assert.deepEqual((await fs.readdir(join(cli.folder, 'again'))).sort(), ['main.json', 'sub.json']);
		const main = JSON.parse(await fs.readFile(join(cli.folder, 'again/main.json'), 'utf8')) as unknown;
		assert.deepEqual(main, session('main', turns(3), { title: 'Main', children_ids: ['sub'] }));
		const { errors: refused, code: usage } = await cli.failing('convert', 'agents', '--to', 'praisonai');
		assert.equal(usage, 2);
		assert.match(refused, /use --out <folder>/);
		const markdown = await cli.done('convert', 'one.json', '--to', 'markdown');
		assert.match(
			markdown,
			/^# One\n\n2 messages\.\n\n## 1\. User\n\n\*2023-11-14T22:13:20\.123Z\*\n\nLook\.\n/,
		);
	});
});
