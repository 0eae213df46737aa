import type { Role } from '../store/model.js';

const names = new Map<string, Role>([
	['user', 'user'],
	['human', 'user'],
	['prompter', 'user'],
	['assistant', 'assistant'],
	['gpt', 'assistant'],
	['chatgpt', 'assistant'],
	['bing', 'assistant'],
	['bard', 'assistant'],
	['model', 'assistant'],
	['bot', 'assistant'],
	['ai', 'assistant'],
	['function_call', 'assistant'],
	['system', 'system'],
	['developer', 'system'],
	['tool', 'tool'],
	['function', 'tool'],
	['function_response', 'tool'],
	['observation', 'tool'],
]);

/** The role behind the names that chats and data sets use; undefined for one that is not known. */
export function roleOf(name: string | undefined): Role | undefined {
	return name === undefined ? undefined : names.get(name.toLowerCase());
}
