import type { JsonObject } from '../store/model.js';
import { cleaned } from './pack.js';
import { rest } from './pick.js';

/** What has a place of its own, is new with each turn, or is only for the model. */
const known = ['turn_id', 'trace_id', 'cwd', 'model', 'user_instructions', 'developer_instructions'];

/** What turns are made with: effort, approvals, sandbox and more, told anew with each turn. */
export class TurnSettings {
	readonly #current = new Map<string, string>();

	/** Those that are new or have changed. Throws StoreError `INVALID` where one is nested too deep. */
	news(context: JsonObject): JsonObject {
		const changed = Object.entries(cleaned(rest(context, known) ?? {})).filter(([key, value]) => {
			const text = JSON.stringify(value);
			const isNew = value !== null && this.#current.get(key) !== text;
			this.#current.set(key, text);
			return isNew;
		});
		return Object.fromEntries(changed);
	}
}
