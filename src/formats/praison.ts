import type { BundleSession } from '../store/bundleModel.js';
import { isJsonObject } from './json.js';
import { type Draft, counted } from './praisonDraft.js';
import { type PraisonFile, asPraisonFile } from './praisonFile.js';
import { linkPaths } from './praisonForks.js';
import { isSealed } from './praisonMessage.js';
import { metadataWithOrigin } from './praisonOrigin.js';
import { arrange } from './praisonParents.js';
import { placeSnapshots } from './praisonSnapshots.js';
import { incomingFrom } from './fromBundle.js';
import { documentOf } from './inputFile.js';
import type { Format, FormatWarning } from './source.js';
import type { Source } from '../store/model.js';

/** The name under which sessions remember that they came from PraisonAI. */
export const praisonName = 'praisonai';

/** Session files of PraisonAI's session stores, one a session. */
export const praison: Format = {
	name: praisonName,
	title: 'PraisonAI',
	recognises: ({ shape, head: [value] }) =>
		shape === 'document' &&
		isJsonObject(value) &&
		Object.hasOwn(value, 'session_id') &&
		Object.hasOwn(value, 'messages'),
	begin(context) {
		const files: PraisonFile[] = [];
		return {
			async add(input) {
				const file = asPraisonFile({ path: input.path, value: await documentOf(input) });
				const turns = [...file.archived, ...file.live];
				const sealed = turns.filter(({ original }) => isSealed(original)).length;
				if (sealed > 0)
					context.warn(
						input.path,
						`the tool calls of ${counted(sealed, 'message')} are encrypted; they are kept, but not shown`,
					);
				files.push(file);
				return { sessions: 1, messages: turns.length };
			},
			finish() {
				const warnings: FormatWarning[] = [];
				const drafts = arrange(files, warnings);
				linkPaths(drafts, warnings);
				const sessions = drafts.map((draft) => asSession(draft, warnings));
				for (const { path, message } of warnings) context.warn(path, message);
				return incomingFrom(sessions, context, { absent: absentParents(drafts) });
			},
		};
	},
};

/** A parent that is imported one day takes its children in. */
function absentParents(drafts: readonly Draft[]): ReadonlyMap<string, Source> {
	const absent = new Map<string, Source>();
	const here = new Set(drafts.map(({ file }) => file.id));
	for (const { id, parent, file } of drafts) {
		if (parent || file.parentId === null || here.has(file.parentId)) continue;
		absent.set(id, { format: praisonName, id: file.parentId });
	}
	return absent;
}

function asSession(draft: Draft, warnings: FormatWarning[]): BundleSession {
	const { file } = draft;
	const { snapshots, lost, aside } = placeSnapshots(draft, warnings);
	const own = draft.path.slice(draft.sharedCount).map(({ message }) => message);
	return {
		id: draft.id,
		title: file.title,
		parentId: draft.parent?.id ?? null,
		relation: draft.relation,
		forkPoint: draft.forkPoint,
		head: draft.path.at(-1)?.message.id ?? null,
		messages: [...own, ...aside],
		snapshots,
		discarded: [],
		agentName: file.agentName,
		metadata: metadataWithOrigin(draft, lost),
		shared: file.shared,
		createdAt: file.createdAt,
		updatedAt: file.updatedAt,
		source: { format: praisonName, id: file.id },
	};
}
