import type { ToolCall } from '../store/model.js';
import { withoutElements } from './elements.js';

/** Tools that Cline and its forks let models call by tags in their text. */
const names = [
	...['access_mcp_resource', 'act_mode_respond', 'apply_diff', 'ask_followup_question'],
	...['attempt_completion', 'browser_action', 'codebase_search', 'condense', 'edit_file'],
	...['execute_command', 'fetch_instructions', 'generate_image', 'insert_content'],
	...['list_code_definition_names', 'list_files', 'load_mcp_documentation', 'new_rule'],
	...['new_task', 'plan_mode_respond', 'plan_mode_response', 'read_file'],
	...['replace_in_file', 'report_bug', 'run_slash_command', 'search_and_replace'],
	...['search_files', 'summarize_task', 'switch_mode', 'update_todo_list'],
	...['use_mcp_tool', 'use_skill', 'web_fetch', 'web_search', 'write_to_file'],
];

const known = new RegExp(`<(thinking|${names.join('|')})>`);

export interface XmlText {
	readonly text: string;
	readonly thoughts: readonly string[];
	readonly calls: readonly ToolCall[];
}

/** What a model said, thought and called where calls are tags in its text. `prefix`: of the calls' ids. */
export function xmlIn(said: string, prefix: string): XmlText {
	const calls: ToolCall[] = [];
	const thoughts: string[] = [];
	const text = withoutElements(said, known, ([, name = ''], inner) => {
		if (name === 'thinking') return thoughts.push(inner.trim());
		const parameters = parametersIn(inner);
		if (!parameters) return false;
		const id = `${prefix}.${String(calls.length)}`;
		return calls.push({ id, name, arguments: JSON.stringify(parameters) });
	});
	return { text: text === said ? said : text.trim(), thoughts, calls };
}

/** Those that may hold tags: they end with the last tag that closes them. */
const long = new Set(['args', 'arguments', 'content', 'diff', 'result']);

/** Undefined where there is more than parameters. */
function parametersIn(inner: string): Record<string, string> | undefined {
	const found = new Map<string, string>();
	const opening = /\s*<([a-z_]+)>/y;
	let from = 0;
	for (let tag = opening.exec(inner); tag; tag = opening.exec(inner)) {
		const name = tag[1] ?? '';
		const start = opening.lastIndex;
		const closing = `</${name}>`;
		const end = long.has(name) ? inner.lastIndexOf(closing) : inner.indexOf(closing, start);
		if (end < start) return undefined;
		found.set(name, inner.slice(start, end).trim());
		from = opening.lastIndex = end + closing.length;
	}
	return inner.slice(from).trim() === '' ? Object.fromEntries(found) : undefined;
}
