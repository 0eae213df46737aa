import type { Json, JsonObject } from '../../../src/store/model.js';
import { piece, sessionId, user as claudeUser } from '../formats/claudeCodeLines.js';
import { event, exchange, meta } from '../formats/codexLines.js';
import { asLines } from '../formats/importing.js';
import * as opencode from '../formats/opencodeExports.js';
import * as pi from '../formats/piEntries.js';
import { noon, pretty, request, stored } from '../formats/vscodeChats.js';

/** Sessions by what is said in them, a person first; words are said again, and by forks, too. */
export const talks: Readonly<Record<string, readonly string[]>> = {
	a: ['Go on', 'Yes', 'Why?', 'Because'],
	b: ['Go on', 'Yes', 'Go on', 'Yes'],
	c: ['Go on', 'Yes', 'Go on', 'Yes', 'Go on', 'Yes'],
	d: ['Go on', 'Yes', 'Hm', 'Ok'],
};

export const names = Object.keys(talks);

/** What each is a fork of, and after how many messages. */
const forks: Readonly<Record<string, readonly [from: string, after: number]>> = {
	b: ['a', 2],
	c: ['b', 4],
	d: ['b', 2],
};

/** The session that a message was written in first, and its place there. */
function originOf(name: string, at: number): readonly [name: string, at: number] {
	const fork = forks[name];
	return fork && at < fork[1] ? originOf(fork[0], at) : [name, at];
}

function numberOf(name: string): number {
	return names.indexOf(name);
}

function uuid(name: string): string {
	return `${name.repeat(8)}-1111-4111-8111-111111111111`;
}

/** Writes one of the sessions: the path of its file, its content, and its id. */
type Write = (name: string, said: readonly string[]) => readonly [path: string, content: string, id: string];

const praison: Write = (name, said) => {
	const fork = forks[name];
	const content = {
		session_id: name,
		messages: said.map((words, i) => ({
			role: i % 2 === 0 ? 'user' : 'assistant',
			content: words,
			timestamp: 1_700_000_000,
			metadata: {},
		})),
		metadata: {},
		snapshots: [],
		title: name,
		...(fork && { parent_id: fork[0], forked_from_message_id: String(fork[1] - 1) }),
	};
	return [`${name}.json`, JSON.stringify(content), name];
};

const codex: Write = (name, said) => {
	const fork = forks[name];
	const id = uuid(name);
	const timestamp = `2026-02-0${String(numberOf(name) + 1)}T10:00:00.000Z`;
	const lines: JsonObject[] = [meta(id, fork ? { forked_from_id: uuid(fork[0]), timestamp } : {})];
	for (const [i, words] of said.entries()) if (i % 2 === 0) lines.push(...exchange(words, said[i + 1] ?? ''));
	lines.push(event('thread_name_updated', { thread_name: name }));
	return [`sessions/rollout-2026-01-01T10-00-0${String(numberOf(name))}-${id}.jsonl`, asLines(lines), id];
};

/** Copies have ids of their own, and the times of what they are copies of. */
const opencodes: Write = (name, said) => {
	const created = opencode.start + numberOf(name) * 100;
	const id = `ses_${name}`;
	const title = forks[name] ? `Root (fork #${String(numberOf(name))})` : 'Root';
	const messages = said.map((words, i) => {
		const [first, place] = originOf(name, i);
		const time = numberOf(first) * 100 + place + 1;
		const own = `msg_${name}${String(i)}`;
		return i % 2 === 0
			? opencode.user(own, time, opencode.text(words))
			: opencode.assistant(own, time, [opencode.text(words)]);
	});
	const about = opencode.info(id, { title, time: { created, updated: created + 50 } });
	return [`${name}.json`, JSON.stringify(opencode.exported(about, messages)), id];
};

/** `branch`: copies keep their uuids and say where they are from; `sdk`: they have new ones; `resumed`: neither. */
function claudeCode(way: 'branch' | 'sdk' | 'resumed'): Write {
	return (name, said) => {
		const fork = forks[name];
		const id = sessionId(name);
		const nameOf = (of: string, at: number): string =>
			way === 'sdk' ? `${of}${String(at)}` : originOf(of, at).join('');
		const lines = said.map((words, i): JsonObject => {
			const [first, place] = originOf(name, i);
			const second = numberOf(first) * 100 + place;
			const [own, before] = [nameOf(name, i), i === 0 ? null : nameOf(name, i - 1)];
			const line =
				i % 2 === 0
					? claudeUser(own, before, words, second)
					: piece(own, before, `${first}${String(place)}`, words, second);
			if (way === 'resumed') return { ...line, sessionId: sessionId(first) };
			const isCopy = fork !== undefined && i < fork[1];
			const forkedFrom = isCopy && { sessionId: sessionId(fork[0]), messageUuid: nameOf(fork[0], i) };
			return { ...line, sessionId: id, ...(forkedFrom && { forkedFrom }) };
		});
		const title = { type: 'custom-title', customTitle: name, sessionId: id };
		return [`projects/-w/${id}.jsonl`, asLines([...lines, title]), id];
	};
}

const pis: Write = (name, said) => {
	const fork = forks[name];
	const nameOf = (at: number): string => originOf(name, at).join('');
	const lines = [
		pi.header(uuid(name), fork ? { parentSession: `/x/2026_${uuid(fork[0])}.jsonl` } : {}),
		...said.map((words, i) =>
			i % 2 === 0
				? pi.user(nameOf(i), i === 0 ? null : nameOf(i - 1), words)
				: pi.answer(nameOf(i), nameOf(i - 1), [pi.text(words)]),
		),
	];
	return [`${name}.jsonl`, asLines(lines), uuid(name)];
};

const vscodeChat: Write = (name, said) => {
	const creationDate = noon + numberOf(name) * 100_000;
	const copied = forks[name]?.[1] ?? 0;
	const requests: Json[] = [];
	for (const [i, words] of said.entries()) {
		if (i % 2 === 1) continue;
		const id = i < copied ? uuid(name).slice(0, -1) + String(i) : `request_${name}${String(i)}`;
		const timestamp = i < copied ? creationDate + i / 2 : creationDate + 1000 + i;
		requests.push(request(id, words, [{ value: said[i + 1] ?? '' }], { timestamp }));
	}
	const titleOf = (of: string): string => {
		const fork = forks[of];
		return fork ? `Forked: ${titleOf(fork[0])}` : 'Root';
	};
	const chat = stored(requests, { sessionId: name, creationDate, customTitle: titleOf(name) });
	return [`${name}.json`, pretty(chat), name];
};

/** Writers of the sessions as agents keep them, each with its own way to fork. */
export const families: readonly (readonly [title: string, write: Write])[] = [
	['PraisonAI, which has no ids of messages', praison],
	['Codex, whose copies have other times', codex],
	['opencode, whose copies have other ids', opencodes],
	['Claude Code, whose copies say where they are from', claudeCode('branch')],
	["Claude Code's SDK, whose copies have other ids", claudeCode('sdk')],
	['Claude Code of old, whose copies say nothing', claudeCode('resumed')],
	['pi', pis],
	['VS Code chat, whose copies have other ids and times', vscodeChat],
];
