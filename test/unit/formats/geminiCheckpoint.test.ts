import { strict as assert } from 'node:assert';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { readAll, shown, unpacked } from './importing.js';

const user = (...parts: Json[]): JsonObject => ({ role: 'user', parts });
const model = (...parts: Json[]): JsonObject => ({ role: 'model', parts });
const call = (name: string, more: JsonObject = {}): JsonObject => ({
	functionCall: { name, args: { path: 'a' }, ...more },
});
const answer = (name: string, output: string, more: JsonObject = {}): JsonObject => ({
	functionResponse: { name, response: { output }, ...more },
});

const setup = [
	user({ text: 'This is the Gemini CLI. We are setting up the context for our chat.\nToday is Monday.' }),
	model({ text: 'Got it. Thanks for the context!' }),
];
const image = { inlineData: { mimeType: 'image/png', data: 'AAAA' } };
const talk = [
	...setup,
	user({ text: 'Read both' }),
	model({ text: 'I should look.', thought: true }, call('read'), call('read'), call('list', { id: 'l' })),
	user(answer('list', 'a b', { id: 'l' }), answer('read', 'one'), answer('read', 'two'), image, {
		text: 'And be quick',
	}),
	model({ text: 'Done.' }),
];
const path = [
	'system This is the Gemini CLI. We are setting up the context for our chat.\nToday is Monday.',
	'assistant Got it. Thanks for the context!',
	'user Read both',
	'assistant <thinking>I should look. read()#read-2 read()#read-3 list()#l',
	'tool #l a b',
	'tool #read-2 one',
	'tool #read-3 <text>two <image>',
	'user And be quick',
	'assistant Done.',
];

describe('Gemini CLI: saved histories', () => {
	it('reads what was saved of a chat, as one session whatever it is called', async () => {
		const shapes: Readonly<Record<string, Json>> = {
			'checkpoint-tag.json': { history: talk, authType: 'oauth-personal' },
			'shared.json': talk,
			'checkpoints/replace.json': {
				history: [{ type: 'user', text: 'Read both', id: 1 }],
				clientHistory: talk,
				toolCall: { name: 'replace', args: {} },
				commitHash: 'abc',
			},
		};
		const ids = new Set<string>();
		for (const [name, shape] of Object.entries(shapes)) {
			for (const text of [JSON.stringify(shape), JSON.stringify(shape, null, 1)]) {
				const { sessions, warnings, failures } = await readAll({ [name]: text });
				assert.deepEqual(
					[sessions.map((each) => [each.source.format, each.title, shown(each).path]), warnings, failures],
					[[['gemini', 'Read both', path]], [], []],
				);
				ids.add(sessions[0]?.source.id ?? '');
			}
		}
		assert.equal(ids.size, 1);
		assert.equal((await readAll(shapes)).sessions.length, 1);
	});

	it('gives a growing chat the same names, and keeps another way that it went as a branch', async () => {
		const more = [...talk, user({ text: 'On' }), model({ text: 'Further.' })];
		const other = [...talk, user({ text: 'Back' })];
		const [one, two] = [await readAll({ 'a.json': talk }), await readAll({ 'a.json': more })];
		const names = [one, two].map(({ sessions }) => (sessions[0]?.messages ?? []).map(({ id }) => id));
		assert.deepEqual(names[1]?.slice(0, path.length), names[0]);
		const { sessions } = await readAll({ 'a.json': more, 'b.json': other });
		assert.deepEqual(sessions.map(shown), [
			{ path: [...path, 'user On', 'assistant Further.'], aside: ['user Back'] },
		]);
	});

	it('tells chats apart that begin with one prompt', async () => {
		const { sessions } = await readAll({
			'a.json': [user({ text: 'Hello' }), model({ text: 'Hi' })],
			'b.json': [user({ text: 'Hello' }), model({ text: 'Good day' })],
		});
		assert.deepEqual(
			sessions.map((each) => shown(each).path),
			[
				['user Hello', 'assistant Hi'],
				['user Hello', 'assistant Good day'],
			],
		);
	});

	it('tells chats apart that only share how Gemini CLI sets them up', async () => {
		const { sessions } = await readAll({
			'a.json': [...setup, user({ text: 'Cats' }), model({ text: 'Meow' })],
			'b.json': [...setup, user({ text: 'Dogs' }), model({ text: 'Woof' })],
			'c.json': setup,
		});
		assert.deepEqual(sessions.map(({ title }) => title).toSorted(), ['Cats', 'Dogs', 'Untitled']);
	});

	it('pairs results with calls of one tool by their ids, and keeps the pictures inside and what stands beside', async () => {
		const { sessions } = await readAll({
			'a.json': {
				authType: 'oauth-personal',
				history: [
					user({ text: 'Look' }),
					model(call('read', { id: 'first' }), call('read', { id: 'second' })),
					user(
						answer('read', 'two', { id: 'second', parts: [image] }),
						answer('read', 'one', { id: 'first' }),
						answer('gone', 'none'),
					),
				],
			},
		});
		assert.deepEqual(
			[shown(sessions[0]).path, sessions[0]?.metadata],
			[
				[
					'user Look',
					'assistant  read()#first read()#second',
					'tool #second <text>two <image>',
					'tool #first one',
					'tool # none',
				],
				{ gemini: { authType: 'oauth-personal' } },
			],
		);
	});

	it('tells of a history in which nothing was said', async () => {
		const { sessions, warnings } = await readAll({ 'a.json': [user()] });
		assert.deepEqual(
			[sessions, warnings.map(({ message }) => message)],
			[[], ['entry 1: a history of Gemini CLI in which nothing was said; left out']],
		);
	});

	it('leaves out what it cannot keep, and tells of it', async () => {
		const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
		const history = JSON.stringify([
			...setup,
			7,
			user({ text: 'One' }),
			user('DEEP'),
			model({ text: 'Two' }),
		]);
		const { sessions, warnings } = await readAll({ 'a.json': history.replace('"DEEP"', deep) });
		assert.deepEqual(
			[
				sessions.map(({ messages }) => messages.slice(2).map((each) => unpacked(each).content)),
				warnings.map(({ message }) => message),
			],
			[
				[['One', 'Two']],
				['entry 1: no message of Gemini CLI; left out', 'entry 1: nested deeper than 180 levels; left out'],
			],
		);
	});
});
