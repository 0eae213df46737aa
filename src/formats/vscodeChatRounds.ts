import type { JsonObject } from '../store/model.js';
import { isJsonObject } from './json.js';
import { argumentsText } from './parts.js';
import { listAt, objectAt, stringAt, timeOf } from './pick.js';
import { type ResponsePart, isToolPart, textIn, thoughtIn } from './vscodeChatParts.js';
import type { ChatCall, MadeCall } from './vscodeChatTools.js';

/** An answer of the model with its tool calls; what follows from them is the next. */
export interface Round {
	/** Its place among the rounds that the model made. */
	readonly number: number;
	readonly parts: ResponsePart[];
	readonly calls: ChatCall[];
	/** Milliseconds since 1970; undefined: not told. */
	readonly time: number | undefined;
	/** What the conversation up to its end was summarised to. */
	readonly summary: string | undefined;
}

/**
 * The rounds of a response: those that Copilot tells of (`metadata.toolCallRounds`), with the parts that are shown
 * for each; one with everything where it does not. Throws StoreError `INVALID` for what is nested too deep.
 */
export function roundsOf(parts: readonly ResponsePart[], metadata: JsonObject | undefined): readonly Round[] {
	const told = (listAt(metadata, 'toolCallRounds') ?? []).filter(isJsonObject);
	const made = told.map((round) => madeCalls(round, objectAt(metadata, 'toolCallResults')));
	const summaries = summariesIn(metadata);
	const rounds = told.map((round, number): Round => {
		const summary = stringAt(round, 'summary') ?? summaries.get(stringAt(round, 'id') ?? '');
		return { number, parts: [], calls: [], time: timeOf(round['timestamp']), summary };
	});
	if (rounds.length === 0)
		rounds.push({ number: 0, parts: [], calls: [], time: undefined, summary: undefined });
	distribute(parts, rounds, made);
	if (!parts.some((part) => textIn(part) !== undefined)) addTold(rounds, told);
	return rounds.filter((round) => round.parts.length > 0 || round.calls.length > 0);
}

/** What the conversation was summarised to, by the ids of the rounds after which that was done. */
function summariesIn(metadata: JsonObject | undefined): ReadonlyMap<string, string> {
	const summaries = [...(listAt(metadata, 'summaries') ?? []), objectAt(metadata, 'summary') ?? null];
	return new Map(
		summaries.flatMap((summary) => {
			const [id, text] = [stringAt(summary, 'toolCallRoundId'), stringAt(summary, 'text')];
			return id === undefined || text === undefined ? [] : [[id, text] as const];
		}),
	);
}

function distribute(
	parts: readonly ResponsePart[],
	rounds: readonly Round[],
	made: readonly (readonly MadeCall[])[],
): void {
	const matches = matchCalls(parts.filter(isToolPart), made);
	const left = made.map(() => 0);
	for (const { round } of matches.values()) left[round] = (left[round] ?? 0) + 1;
	const taken = new Set<MadeCall>();
	let current = 0;
	let hasCalled = false;
	for (const part of parts) {
		const match = matches.get(part);
		if (match) {
			current = Math.max(current, match.round);
			rounds[match.round]?.calls.push({ shown: part, made: match.call });
			left[match.round] = (left[match.round] ?? 0) - 1;
			taken.add(match.call);
			hasCalled = true;
			continue;
		}
		if (hasCalled && says(part) && (left[current] ?? 0) <= 0 && current + 1 < rounds.length) {
			current++;
			hasCalled = false;
		}
		if (isToolPart(part)) {
			rounds[current]?.calls.push({ shown: part, made: undefined });
			hasCalled = true;
		} else rounds[current]?.parts.push(part);
	}
	for (const [number, calls] of made.entries()) {
		for (const call of calls)
			if (!taken.has(call)) rounds[number]?.calls.push({ shown: undefined, made: call });
	}
}

function says(part: ResponsePart): boolean {
	const text = textIn(part) ?? thoughtIn(part);
	return text !== undefined && text.trim() !== '';
}

interface Match {
	readonly round: number;
	readonly call: MadeCall;
}

/** By their ids, else in their order where there are as many. */
function matchCalls(
	shown: readonly ResponsePart[],
	made: readonly (readonly MadeCall[])[],
): ReadonlyMap<ResponsePart, Match> {
	const all = made.flatMap((calls, round) => calls.map((call): Match => ({ round, call })));
	const byId = new Map(all.map((match) => [bareId(match.call.id), match]));
	const matches = new Map<ResponsePart, Match>();
	for (const part of shown) {
		const key = bareId(stringAt(part, 'toolCallId') ?? '');
		const match = byId.get(key);
		if (!match) continue;
		matches.set(part, match);
		byId.delete(key);
	}
	if (matches.size > 0 || shown.length !== all.length) return matches;
	for (const [i, part] of shown.entries()) {
		const match = all[i];
		if (match) matches.set(part, match);
	}
	return matches;
}

/** Copilot appends `__vscode-<number>` to the ids of the model. */
function bareId(id: string): string {
	const end = id.indexOf('__vscode-');
	return end < 0 ? id : id.slice(0, end);
}

function madeCalls(round: JsonObject, results: JsonObject | undefined): readonly MadeCall[] {
	return (listAt(round, 'toolCalls') ?? []).filter(isJsonObject).map((call): MadeCall => {
		const id = stringAt(call, 'id') ?? '';
		return {
			id,
			name: stringAt(call, 'name') ?? '',
			arguments: argumentsText(call['arguments']),
			result: results && Object.hasOwn(results, id) ? results[id] : undefined,
		};
	});
}

/** What the model said, where VS Code kept nothing that it could show. */
function addTold(rounds: readonly Round[], told: readonly JsonObject[]): void {
	for (const [i, round] of told.entries()) {
		const text = stringAt(round, 'response') ?? '';
		const thinking = objectAt(round, 'thinking')?.['text'];
		if (thinking !== undefined) rounds[i]?.parts.push({ kind: 'thinking', value: thinking });
		if (text !== '') rounds[i]?.parts.push({ value: text });
	}
}
