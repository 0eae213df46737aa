import type { Json } from '../store/model.js';
import { type CodexDraft, codexHeader, readCodex } from './codexFile.js';
import { linkCodex } from './codexLinks.js';
import { codexName } from './codexMeta.js';
import { isJsonObject } from './json.js';
import { filledString } from './parts.js';
import { objectAt, stringAt, timeOf } from './pick.js';
import type { Format, InputFile } from './source.js';

/** Rollouts of Codex CLI, one a session, and the index with their titles. */
export const codex: Format = {
	name: codexName,
	title: 'Codex CLI',
	recognises: ({ shape, head }) => shape === 'lines' && (isIndex(head) || head.some(isRolloutLine)),
	begin(context) {
		const drafts: CodexDraft[] = [];
		const titles = new Titles();
		return {
			async add(file) {
				if (isIndex(file.head)) {
					await titles.add(file);
					return { sessions: 0, messages: 0 };
				}
				const draft = await readCodex(file, context);
				drafts.push(draft);
				return { sessions: 1, messages: draft.messages.length };
			},
			finish: () => linkCodex(drafts, titles.byId, context),
		};
	},
};

const enveloped = new Set<Json | undefined>(['response_item', 'event_msg', 'turn_context', 'compacted']);

function isRolloutLine(value: Json): boolean {
	if (!isJsonObject(value)) return false;
	const isEntry = enveloped.has(value['type']) && objectAt(value, 'payload') !== undefined;
	return isEntry || codexHeader(value) !== undefined;
}

function isIndex(head: readonly Json[]): boolean {
	return head.length > 0 && isTitle(head[0]);
}

function isTitle(value: Json | undefined): boolean {
	return (
		stringAt(value, 'id') !== undefined &&
		stringAt(value, 'thread_name') !== undefined &&
		objectAt(value, 'payload') === undefined
	);
}

/** What sessions are called. */
class Titles {
	readonly byId = new Map<string, string>();
	readonly #times = new Map<string, number>();

	/** The newest of a session's lines wins, of those of one time the last. */
	async add(file: InputFile): Promise<void> {
		for await (const lines of file.lines())
			for (const { value } of lines) {
				const id = stringAt(value, 'id');
				const title = filledString(value, 'thread_name');
				const time = (isJsonObject(value) ? timeOf(value['updated_at']) : undefined) ?? 0;
				if (id === undefined || title === undefined || time < (this.#times.get(id) ?? 0)) continue;
				this.byId.set(id, title);
				this.#times.set(id, time);
			}
	}
}
