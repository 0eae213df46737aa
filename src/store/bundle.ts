import { linkSessions } from './bundleLinks.js';
import type { Bundle, BundleSession, BundleSnapshot } from './bundleModel.js';
import { StoreError } from './errors.js';
import { Fields, type Place, refusal } from './fields.js';
import {
	type ForkPoint,
	type Json,
	type Message,
	type Part,
	type Source,
	type ToolCall,
	roles,
} from './model.js';
import { checkPlainJson } from './plainJson.js';

const version = 1;

/**
 * Outside data as a bundle: every type, id and reference checked, missing optional fields filled in, unknown
 * ones left out, parents brought before their children. Shares metadata with `value`, changes nothing in it.
 * Throws StoreError `INVALID` with the place, such as `sessions[3].messages[2].role: …`.
 */
export function asBundle(value: unknown): Bundle {
	checkPlainJson(value);
	const bundle = new Fields(value, '');
	bundle.choice('format', ['session-hierarchy']);
	checkVersion(bundle);
	const sessions = bundle
		.list('sessions')
		.map((session, i) => asSession(session, () => bundle.place('sessions', i)));
	return { format: 'session-hierarchy', version, sessions: linkSessions(sessions) };
}

function checkVersion(bundle: Fields): void {
	const found = bundle.number('version');
	if (found === version) return;
	if (!Number.isInteger(found) || found < version) bundle.refuse('version', version.toString());
	throw new StoreError(
		'INVALID',
		`version: a newer version of Session Hierarchy wrote this bundle (${found.toString()}; this one reads ${version.toString()})`,
	);
}

function asSession(value: unknown, place: Place): BundleSession {
	const session = new Fields(value, place);
	const messages = session
		.list('messages')
		.map((message, i) => asMessage(message, () => session.place('messages', i)));
	const createdAt = session.time('createdAt');
	return {
		id: session.id('id'),
		title: session.string('title'),
		parentId: session.idOrNull('parentId'),
		relation: session.choice('relation', ['child', 'fork']),
		forkPoint: asForkPoint(session),
		head: session.idOrNull('head'),
		messages,
		snapshots: optionalList(session, 'snapshots', asSnapshot),
		discarded: optionalList(session, 'discarded', asId),
		agentName: session.stringIfAny('agentName') ?? null,
		metadata: session.has('metadata') ? session.object('metadata') : {},
		shared: session.has('shared') && session.boolean('shared'),
		createdAt,
		updatedAt: session.has('updatedAt') ? session.time('updatedAt') : latest(createdAt, messages),
		source: asSource(session),
	};
}

function asForkPoint(session: Fields): ForkPoint | null {
	if (session.get('forkPoint') === null) return null;
	const point = new Fields(session.get('forkPoint'), session.place('forkPoint'));
	return { sessionId: point.id('sessionId'), messageId: point.idOrNull('messageId') };
}

function asSource(session: Fields): Source | null {
	if ((session.get('source') ?? null) === null) return null;
	const source = new Fields(session.get('source'), session.place('source'));
	return { format: source.string('format'), id: source.string('id') };
}

function asSnapshot(value: unknown, place: Place): BundleSnapshot {
	const snapshot = new Fields(value, place);
	return {
		id: snapshot.id('id'),
		messageId: snapshot.idOrNull('messageId'),
		label: snapshot.string('label'),
		createdAt: snapshot.time('createdAt'),
		metadata: snapshot.has('metadata') ? snapshot.object('metadata') : {},
	};
}

function asId(value: unknown, place: Place): string {
	if (typeof value === 'string' && value !== '') return value;
	throw refusal(place, 'a string that is not empty', value);
}

/** Throws StoreError `INVALID` with the place. The value has passed `checkPlainJson` before. */
export function asMessage(value: unknown, place: Place): Message {
	const message = new Fields(value, place);
	const start = {
		id: message.id('id'),
		after: message.idOrNull('after'),
		role: message.choice('role', roles),
	};
	const content = asContent(message);
	const timestamp = message.time('timestamp');
	const metadata = message.has('metadata') ? message.object('metadata') : {};
	if (!message.has('toolCalls') && !message.has('toolCallId'))
		return { ...start, content, timestamp, metadata };
	const calls = message.has('toolCalls') && { toolCalls: optionalList(message, 'toolCalls', asToolCall) };
	return { ...start, content, ...calls, ...optionalStrings(message, ['toolCallId']), timestamp, metadata };
}

function asContent(message: Fields): string | readonly Part[] {
	const content = message.get('content');
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) return message.refuse('content', 'a string or a list of parts');
	return content.map((part, i) => asPart(part, () => message.place('content', i)));
}

function asPart(value: unknown, place: Place): Part {
	const part = new Fields(value, place);
	const type = part.choice('type', ['text', 'thinking', 'image', 'file', 'data']);
	switch (type) {
		case 'text':
			return { type, text: part.string('text') };
		case 'thinking':
			return { type, text: part.string('text'), ...optionalStrings(part, ['signature']) };
		case 'image':
			return { type, mediaType: part.string('mediaType'), ...optionalStrings(part, ['data', 'url']) };
		case 'file':
			return {
				type,
				name: part.string('name'),
				...optionalStrings(part, ['mediaType', 'text', 'data', 'url']),
			};
		case 'data':
			if (!part.has('value')) part.refuse('value', 'a JSON value');
			return { type, source: part.string('source'), value: part.get('value') as Json };
	}
}

function asToolCall(value: unknown, place: Place): ToolCall {
	const call = new Fields(value, place);
	return {
		id: call.string('id'),
		name: call.string('name'),
		arguments: call.string('arguments'),
		...(call.has('extra') && { extra: call.object('extra') }),
	};
}

function optionalList<T>(
	fields: Fields,
	key: string,
	read: (value: unknown, place: Place) => T,
): readonly T[] {
	return fields.has(key) ? fields.list(key).map((value, i) => read(value, () => fields.place(key, i))) : [];
}

function optionalStrings<K extends string>(fields: Fields, keys: readonly K[]): Partial<Record<K, string>> {
	const found: Partial<Record<K, string>> = {};
	for (const key of keys) if (fields.has(key)) found[key] = fields.string(key);
	return found;
}

function latest(createdAt: number, messages: readonly Message[]): number {
	return messages.reduce((time, { timestamp }) => Math.max(time, timestamp), createdAt);
}
