import type { JsonObject } from '../../../src/store/model.js';

export const started = 1_750_000_000_000;

export const folder = `tasks/${String(started)}`;

const environment =
	'<environment_details>\n# Current Working Directory (/home/ann/app) Files\na.ts\n</environment_details>';

export function text(words: string): JsonObject {
	return { type: 'text', text: words };
}

export function user(...blocks: readonly JsonObject[]): JsonObject {
	return { role: 'user', content: blocks };
}

export function assistant(...blocks: readonly JsonObject[]): JsonObject {
	return { role: 'assistant', content: blocks };
}

export function call(id: string, name: string, input: JsonObject): JsonObject {
	return { type: 'tool_use', id, name, input };
}

/** A task in which results of tools are texts with a heading. */
export const history: readonly JsonObject[] = [
	user(text('<task>\nFix the\nlogin\n</task>'), text(environment)),
	{
		...assistant(
			{ type: 'thinking', thinking: 'Let me see.', signature: 'sig' },
			text('I read two files.'),
			call('t1', 'read_file', { path: 'a.ts' }),
			call('t2', 'read_file', { path: 'b.ts' }),
		),
		modelInfo: { modelId: 'claude-x', providerId: 'anthropic' },
		metrics: { tokens: { prompt: 100, completion: 20, cached: 60 }, cost: 0.5 },
	},
	user(
		text("[read_file for 'a.ts'] Result:\nlet a;"),
		text("[read_file for 'b.ts'] Result:"),
		text('The tool execution failed with the following error:\n<error>\nno such file\n</error>'),
		text(environment),
	),
	assistant(text('Done.'), call('t3', 'attempt_completion', { result: 'Fixed' })),
	user(
		text('[attempt_completion] Result:\nThe user has given feedback.'),
		text('<feedback>\nAnd the tests?\n</feedback>'),
		text(environment),
	),
	assistant(text('They pass.')),
];

export function shown(ts: number, kind: 'say' | 'ask', what: string, more: JsonObject = {}): JsonObject {
	return { ts: started + ts, type: kind, [kind]: what, ...more };
}
