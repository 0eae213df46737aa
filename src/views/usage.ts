import type { Usage } from '../protocol/content.js';
import type { Json, JsonObject } from '../store/model.js';

/** More than any model reads or writes in one answer. */
const mostTokens = 1_000_000_000;
/** US dollars, more than any one answer costs. */
const mostCost = 1_000_000;

/** Where agents write the tokens of an answer. A path that ends at a number names the sum. */
const places: readonly Path[] = [
	['usage'],
	['tokens'],
	['usageMetadata'],
	['usage_metadata'],
	['token_usage'],
	['tokenUsage'],
	['response_metadata', 'token_usage'],
	['info', 'last_token_usage'],
	['last_token_usage'],
	[],
];

/** Names for one number: each is a path from where the tokens lie, the first that is there counts. */
const names = {
	/** Without what came from a cache where `readApart` or `writtenApart` is there. */
	input: paths(
		'input_tokens prompt_tokens inputTokens promptTokens promptTokenCount input total_input_tokens',
	),
	readApart: paths('cache_read_input_tokens cacheRead cache.read cacheReadInputTokens'),
	writtenApart: paths('cache_creation_input_tokens cacheWrite cache.write cacheCreationInputTokens'),
	readWithin: paths(
		'cached_input_tokens cachedInputTokens cached cachedContentTokenCount ' +
			'prompt_tokens_details.cached_tokens input_tokens_details.cached_tokens input_token_details.cache_read',
	),
	toolPrompts: paths('tool toolUsePromptTokenCount'),
	output: paths('output_tokens completion_tokens outputTokens completionTokens candidatesTokenCount output'),
	reasonedApart: paths('thoughts thoughtsTokenCount'),
	reasonedWithin: paths(
		'reasoning_output_tokens reasoningTokens completion_tokens_details.reasoning_tokens ' +
			'output_tokens_details.reasoning_tokens output_token_details.reasoning',
	),
	reasoning: paths('reasoning'),
	total: paths('total_tokens totalTokens totalTokenCount total'),
} as const;

const costs = paths(
	'costUSD cost_usd total_cost_usd totalCostUsd cost.total cost usage.cost.total usage.cost usage.cost_usd',
);

type Path = readonly string[];

/**
 * What an answer took, as its metadata says it in the habit of Anthropic, OpenAI, Gemini, Codex, pi or opencode. Null
 * when it says nothing; numbers that cannot be are passed over.
 */
export function usageOf(metadata: JsonObject): Usage | null {
	const tokens = tokensOf(metadata);
	const cost = firstNumber(metadata, costs, isCost);
	return tokens || cost !== null ? { ...(tokens ?? noTokens), cost } : null;
}

/** The sum of two; what one does not know counts as nothing. */
export function addUsage(one: Usage | null, other: Usage | null): Usage | null {
	if (!one || !other) return one ?? other;
	return {
		input: sum(one.input, other.input),
		cacheRead: sum(one.cacheRead, other.cacheRead),
		cacheWrite: sum(one.cacheWrite, other.cacheWrite),
		output: sum(one.output, other.output),
		reasoning: sum(one.reasoning, other.reasoning),
		total: sum(one.total, other.total),
		cost: sum(one.cost, other.cost),
	};
}

type Tokens = Omit<Usage, 'cost'>;

const noTokens: Tokens = {
	input: null,
	cacheRead: null,
	cacheWrite: null,
	output: null,
	reasoning: null,
	total: null,
};

function tokensOf(metadata: JsonObject): Tokens | undefined {
	for (const place of places) {
		const found = at(metadata, place);
		if (isCount(found)) return { ...noTokens, total: found };
		const tokens = isObject(found) ? readTokens(found, place.length === 0) : undefined;
		if (tokens) return tokens;
	}
	return undefined;
}

/** `bare`: among all else that the metadata says, where short names may mean anything. */
function readTokens(from: JsonObject, bare: boolean): Tokens | undefined {
	const read = (of: keyof typeof names): number | null => {
		const known = bare ? names[of].filter(([name = '']) => /token/i.test(name)) : names[of];
		return firstNumber(from, known, isCount);
	};
	const [readApart, writtenApart] = [read('readApart'), read('writtenApart')];
	const reasoning = read('reasoning');
	// opencode, which also writes `cache`, counts reasoning beside the output.
	const beside = isObject(from['cache']) ? reasoning : null;
	const reasonedApart = read('reasonedApart') ?? beside;
	const input = sum(sum(read('input'), readApart), sum(writtenApart, read('toolPrompts')));
	const output = sum(read('output'), reasonedApart);
	const total = read('total');
	if (input === null && output === null && total === null) return undefined;
	return {
		input,
		cacheRead: readApart ?? read('readWithin'),
		cacheWrite: writtenApart,
		output,
		reasoning: reasonedApart ?? read('reasonedWithin') ?? reasoning,
		total: input === null && output === null ? total : null,
	};
}

function firstNumber(
	from: JsonObject,
	known: readonly Path[],
	isGood: (value: Json | undefined) => value is number,
): number | null {
	for (const path of known) {
		const value = at(from, path);
		if (isGood(value)) return value;
	}
	return null;
}

function at(from: JsonObject, path: Path): Json | undefined {
	let value: Json | undefined = from;
	for (const name of path) {
		if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
		value = value[name];
	}
	return value;
}

function sum(one: number | null, other: number | null): number | null {
	return one === null ? other : one + (other ?? 0);
}

function paths(text: string): readonly Path[] {
	return text.split(' ').map((path) => path.split('.'));
}

function isObject(value: Json | undefined): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: Json | undefined): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= mostTokens;
}

function isCost(value: Json | undefined): value is number {
	return typeof value === 'number' && value >= 0 && value <= mostCost;
}
