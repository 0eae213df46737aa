import type { Json, JsonObject } from '../../../../../src/store/model.js';
import type { FixtureSet } from '../fixtureSet.js';

const start = 1_750_000_000_000;
const text = (words: string, more: JsonObject = {}): JsonObject => ({ type: 'text', text: words, ...more });

function info(id: string, more: JsonObject = {}): JsonObject {
	const time = { created: start, updated: start + 1000 };
	return { id, projectID: 'p', directory: '/w', title: `Title of ${id}`, version: '1.0.0', time, ...more };
}

interface Message {
	readonly info: JsonObject;
	readonly parts: readonly JsonObject[];
}

function message(
	session: string,
	id: string,
	role: string,
	parts: readonly JsonObject[],
	more: JsonObject = {},
): Message {
	const measured =
		role === 'assistant' ? { modelID: 'model-x', providerID: 'p', cost: 0.5, tokens: { input: 5 } } : {};
	const about = {
		id,
		sessionID: session,
		role,
		time: { created: start + 1 },
		agent: 'build',
		...measured,
		...more,
	};
	const own = { sessionID: session, messageID: id };
	return { info: about, parts: parts.map((part, i) => ({ id: `prt_${id}_${String(i)}`, ...own, ...part })) };
}

function tool(callID: string, name: string, state: JsonObject): JsonObject {
	return {
		type: 'tool',
		callID,
		tool: name,
		state: { input: { a: 1 }, time: { start, end: start + 5 }, ...state },
	};
}

function idOf({ id }: JsonObject): string {
	return typeof id === 'string' ? id : '';
}

const attachment = { type: 'file', mime: 'image/png', url: 'data:image/png;base64,AAAA', filename: 'a.png' };

function talk(session: string): readonly Message[] {
	const m = (n: number): string => `msg_${session}_${String(n)}`;
	return [
		message(session, m(1), 'user', [text('Bake bread'), text('Read it', { synthetic: true }), attachment]),
		message(session, m(2), 'assistant', [
			{ type: 'step-start', snapshot: 'abc' },
			{ type: 'reasoning', text: 'Hm.', time: { start } },
			text('I look.'),
			tool('c1', 'read', {
				status: 'completed',
				output: 'flour',
				title: 'T',
				metadata: { preview: 'fl', lines: 3 },
				attachments: [attachment],
			}),
			{ type: 'step-finish', reason: 'tool-calls', cost: 0.5, tokens: {} },
			{ type: 'step-start' },
			tool('c2', 'bash', { status: 'error', error: 'denied' }),
			tool('c3', 'task', { status: 'completed', output: 'found', metadata: { sessionId: 'ses_2' } }),
			tool('c4', 'bash', { status: 'running' }),
			{ type: 'step-finish', cost: 1, tokens: { input: 1 } },
			{ type: 'patch', hash: 'h', files: ['a.ts'] },
		]),
		message(session, m(3), 'user', [{ type: 'compaction', auto: true }]),
		message(session, m(4), 'assistant', [text('What was said')], { summary: true, mode: 'compaction' }),
		message(session, m(5), 'user', [{ type: 'subtask', prompt: 'Taste', description: 'd', agent: 'a' }]),
		message(session, m(6), 'assistant', [], { error: { name: 'MessageAbortedError', data: {} } }),
	];
}

const exported = (about: JsonObject, messages: readonly Message[]): Json => ({
	...{ info: about, todos: [{ content: 'x' }] },
	messages: messages.map((each) => ({ ...each })),
});
const later = { created: start + 50, updated: start + 60 };

const newer = (id: string, type: string, more: JsonObject): Json => ({
	...{ id, type, time: { created: start } },
	...more,
});
const newest: readonly Json[] = [
	newer('m1', 'user', { text: 'Bake', files: [{ data: 'aGk=', mime: 'text/plain', name: 'x.txt' }] }),
	newer('m2', 'assistant', {
		model: { id: 'm', providerID: 'p' },
		content: [
			text('I look.'),
			{ type: 'tool', id: 'c1', name: 'read', state: { status: 'completed', content: [text('flour')] } },
			{ type: 'tool', id: 'c2', name: 'read', state: { status: 'error', error: { message: 'no' } } },
		],
	}),
	newer('m3', 'shell', { shellID: 's', command: 'ls', output: { output: 'a' } }),
	newer('m4', 'compaction', { summary: 'So far' }),
];

export const opencodeSets: readonly FixtureSet[] = [
	{
		'1.json': { info: info('ses_1', { location: { directory: '/w' } }), messages: newest },
		'2.json': { info: info('ses_2', { fork: { sessionID: 'ses_1' } }), messages: newest.slice(0, 2) },
	},
	{ 'a.json': exported(info('ses_1', { revert: { messageID: 'msg_ses_1_5' } }), talk('ses_1')) },
	{
		'1.json': exported(
			info('ses_1', { revert: { messageID: 'msg_ses_1_2', partID: 'prt_msg_ses_1_2_4' } }),
			talk('ses_1'),
		),
		'2.json': exported(
			info('ses_2', { parentID: 'ses_1', title: 'Look (@scout subagent)' }),
			talk('ses_2').slice(0, 1),
		),
		'3.json': exported(info('ses_3', { title: 'Title of ses_1 (fork #1)', time: later }), [
			...talk('ses_3').slice(0, 2),
			message('ses_3', 'msg_z', 'user', [text('Or cake')], { time: { created: start + 55 } }),
		]),
		'4.json': exported(info('ses_4', { time: later }), talk('ses_4').slice(0, 1)),
	},
	Object.fromEntries([
		['storage/session/p/ses_1.json', info('ses_1')],
		...talk('ses_1').flatMap(({ info: about, parts }): [string, Json][] => [
			[`storage/message/ses_1/${idOf(about)}.json`, about],
			...parts.map((part): [string, Json] => [`storage/part/${idOf(about)}/${idOf(part)}.json`, part]),
		]),
	]),
];
