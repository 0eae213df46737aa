import type { Role } from '../store/model.js';
import { asContentRequest } from './contentGuard.js';
import type { FindQuery } from './findQuery.js';
import {
	messageCommands,
	mostSelected,
	selectionCommands,
	type FromTranscript,
	type Place,
	type TextRef,
	type TranscriptState,
	type Unfolding,
} from './transcript.js';

/** Longest text that the composer may send, in UTF-16 units. */
export const longestText = 4_000_000;
/** Longest text to look for, in UTF-16 units. */
export const longestQuery = 10_000;

/** Messages that are remembered as unfolded, and parts of each. */
const mostUnfolded = 500;

// Written out here because a protocol may take only types from the store.
const roles: readonly string[] = ['user', 'assistant', 'system', 'tool'] satisfies readonly Role[];

type Fields = Readonly<Record<string, unknown>>;

/** The page is another process: what it posts is `unknown` until this says otherwise. */
export function asFromTranscript(value: unknown): FromTranscript | undefined {
	if (!isFields(value)) return undefined;
	switch (value['type']) {
		case 'ready':
			return { type: 'ready', place: asPlace(value['place']) };
		case 'painted':
			return { type: 'painted' };
		case 'page': {
			const { epoch, toward, index } = value;
			if (!isCount(epoch) || !isCount(index)) return undefined;
			return toward === 'earlier' || toward === 'later' ? { type: 'page', epoch, toward, index } : undefined;
		}
		case 'jump': {
			const { to } = value;
			return to === 'start' || to === 'end' || isCount(to) ? { type: 'jump', to } : undefined;
		}
		case 'seek': {
			const { index } = value;
			return isCount(index) ? { type: 'seek', index } : undefined;
		}
		case 'kept':
			return { type: 'kept', place: asPlace(value['place']), unfolded: asUnfolded(value['unfolded']) };
		case 'more': {
			const ref = asTextRef(value['ref']);
			return ref && { type: 'more', ref };
		}
		case 'find': {
			const { search, from } = value;
			const query = value['query'] === null ? null : asQuery(value['query']);
			if (query === undefined || !isCount(search) || !isCount(from)) return undefined;
			return { type: 'find', search, query, from };
		}
		case 'step': {
			const { by } = value;
			return by === 1 || by === -1 ? { type: 'step', by } : undefined;
		}
		case 'focus': {
			const { messageId } = value;
			return messageId === null || isId(messageId) ? { type: 'focus', messageId } : undefined;
		}
		case 'command': {
			const { command, messageId } = value;
			return isOneOf(messageCommands, command) && isId(messageId)
				? { type: 'command', command, messageId }
				: undefined;
		}
		case 'snapshot': {
			const { snapshotId } = value;
			return isId(snapshotId) ? { type: 'snapshot', snapshotId } : undefined;
		}
		case 'switch': {
			const { messageId } = value;
			return isId(messageId) ? { type: 'switch', messageId, place: asPlace(value['place']) } : undefined;
		}
		case 'select': {
			const { messageIds } = value;
			if (!Array.isArray(messageIds) || messageIds.length > mostSelected) return undefined;
			// A copy has no holes, which `every` would pass over.
			const all: readonly unknown[] = [...(messageIds as readonly unknown[])];
			return all.every(isId) ? { type: 'select', messageIds: all } : undefined;
		}
		case 'range': {
			const { start, end } = value;
			return isCount(start) && isCount(end) && start <= end ? { type: 'range', start, end } : undefined;
		}
		case 'selection': {
			const { command } = value;
			return isOneOf(selectionCommands, command) ? { type: 'selection', command } : undefined;
		}
		case 'open': {
			const { sessionId, messageId } = value;
			if (!isId(sessionId)) return undefined;
			return messageId === null || isId(messageId) ? { type: 'open', sessionId, messageId } : undefined;
		}
		case 'restore':
			return { type: 'restore' };
		case 'send': {
			const { role, text } = value;
			if (!isRole(role) || typeof text !== 'string' || text.length > longestText) return undefined;
			return text.trim() === '' ? undefined : { type: 'send', role, text };
		}
		default:
			return asContentRequest(value, asTextRef);
	}
}

/** What VS Code kept for a page: written by it, so as little trusted as its messages. */
export function asTranscriptState(value: unknown): TranscriptState | undefined {
	if (!isFields(value)) return undefined;
	const { folder, sessionId, draft } = value;
	if (typeof folder !== 'string' || !isId(sessionId)) return undefined;
	const unfolded = asUnfolded(value['unfolded']);
	return { folder, sessionId, place: asPlace(value['place']), unfolded, draft: asDraft(draft) };
}

function asDraft(value: unknown): TranscriptState['draft'] {
	if (!isFields(value)) return { role: 'user', text: '' };
	const { role, text } = value;
	return {
		role: isRole(role) ? role : 'user',
		text: typeof text === 'string' && text.length <= longestText ? text : '',
	};
}

function asPlace(value: unknown): Place | null {
	if (!isFields(value)) return null;
	const { messageId, offset } = value;
	if (!isId(messageId) || typeof offset !== 'number' || !Number.isFinite(offset)) return null;
	return { messageId, offset };
}

/** What is none of it is left out. */
function asUnfolded(value: unknown): readonly Unfolding[] {
	if (!Array.isArray(value)) return [];
	return (value as readonly unknown[]).slice(0, mostUnfolded).flatMap((each): readonly Unfolding[] => {
		if (!isFields(each)) return [];
		const { messageId, parts } = each;
		if (!isId(messageId) || !Array.isArray(parts)) return [];
		return [{ messageId, parts: (parts as readonly unknown[]).slice(0, mostUnfolded).filter(isPart) }];
	});
}

function asTextRef(value: unknown): TextRef | undefined {
	if (!isFields(value)) return undefined;
	const { messageId, field, index } = value;
	if (!isId(messageId) || !isCount(index)) return undefined;
	return field === 'content' || field === 'arguments' ? { messageId, field, index } : undefined;
}

function asQuery(value: unknown): FindQuery | undefined {
	if (!isFields(value)) return undefined;
	const { text, matchCase, wholeWord, regex, role } = value;
	if (typeof text !== 'string' || text.length > longestQuery) return undefined;
	if (typeof matchCase !== 'boolean' || typeof wholeWord !== 'boolean') return undefined;
	if (typeof regex !== 'boolean' || (role !== 'all' && !isRole(role))) return undefined;
	return { text, matchCase, wholeWord, regex, role };
}

function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null;
}

function isId(value: unknown): value is string {
	return typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value);
}

function isPart(value: unknown): value is string {
	return typeof value === 'string' && value.length <= 200;
}

function isCount(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRole(value: unknown): value is Role {
	return typeof value === 'string' && roles.includes(value);
}

function isOneOf<T extends string>(known: readonly T[], value: unknown): value is T {
	return known.some((each) => each === value);
}
