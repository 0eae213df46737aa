import type { Json, JsonObject } from '../store/model.js';
import { isJsonObject } from './json.js';
import { cleaned } from './pack.js';
import {
	type PlainConversation,
	isTurns,
	entriesIn,
	plainConversation,
	plainReader,
	roleNamed,
	turnsAt,
} from './plainConversations.js';
import { type Format, invalid } from './source.js';

const name = 'sharegpt';

/** Conversations of data sets: ShareGPT's, and those that say which of two answers was preferred. */
export const sharegpt: Format = {
	name,
	title: 'ShareGPT',
	recognises: ({ head }) => head.some((value) => isFrom(value) || entriesIn(value).some(isConversation)),
	begin: (context) => plainReader(context, name, conversationOf),
};

/** A list of turns by itself. */
function isFrom(value: Json): boolean {
	return isTurns(value) && value.some((turn) => isJsonObject(turn) && typeof turn['from'] === 'string');
}

function isConversation(value: Json): boolean {
	if (turnsAt(value, 'conversations') ?? turnsAt(value, 'conversation')) return true;
	if (!isJsonObject(value)) return false;
	const sides = [sideOf(value['chosen']), sideOf(value['rejected'])];
	if (sides.some((side) => side === undefined)) return false;
	return beginningOf(value) !== undefined || isTurns(value['chosen']);
}

/** Throws StoreError `INVALID` for what is none, or is nested too deep. */
function conversationOf(value: Json): PlainConversation {
	if (isTurns(value)) return plainConversation({}, [], value);
	if (!isJsonObject(value)) throw invalid('no conversation');
	const begin = beginningOf(value);
	const chosen = sideOf(value['chosen']);
	const rejected = sideOf(value['rejected']);
	const turns = begin?.turns ?? [];
	const held = [
		...(begin ? [begin.key] : []),
		...(chosen ? ['chosen'] : []),
		...(rejected ? ['rejected'] : []),
	];
	if (chosen && rejected)
		return plainConversation(value, held, goneOn(turns, chosen), goneOn(turns, rejected));
	const side = chosen ?? rejected;
	if (!begin && !side) throw invalid('no conversation');
	return plainConversation(value, held, side ? goneOn(turns, side) : turns);
}

interface Beginning {
	readonly key: string;
	readonly turns: readonly Json[];
}

function beginningOf(value: JsonObject): Beginning | undefined {
	for (const key of ['conversations', 'conversation', 'messages', 'prompt']) {
		const turns = turnsAt(value, key);
		if (turns) return { key, turns };
	}
	const { prompt } = value;
	return typeof prompt === 'string' && prompt !== ''
		? { key: 'prompt', turns: [{ from: 'human', value: prompt }] }
		: undefined;
}

/** An answer, the turns that end with it, or its text. */
function sideOf(value: Json | undefined): readonly Json[] | undefined {
	if (typeof value === 'string') return [{ from: 'gpt', value }];
	if (isTurns(value)) return value;
	return value !== undefined && roleNamed(value) !== undefined ? [value] : undefined;
}

/** What follows the beginning; some sets repeat the beginning in it. */
function goneOn(begin: readonly Json[], side: readonly Json[]): readonly Json[] {
	const repeats = begin.every((turn, index) => sameTurn(turn, side[index] ?? null));
	return repeats ? side : [...begin, ...side];
}

function sameTurn(one: Json, other: Json): boolean {
	return roleNamed(one) === roleNamed(other) && saidIn(one) === saidIn(other);
}

function saidIn(turn: Json): string {
	const said = isJsonObject(turn) ? (turn['content'] ?? turn['value'] ?? null) : null;
	return typeof said === 'string' ? said : JSON.stringify(cleaned(said));
}
