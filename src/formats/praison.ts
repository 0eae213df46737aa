import type { BundleSession } from '../store/bundleModel.js';
import { isJsonObject } from './json.js';
import type { Draft } from './praisonDraft.js';
import { type PraisonFile, asPraisonFile } from './praisonFile.js';
import { linkPaths } from './praisonForks.js';
import { metadataWithOrigin } from './praisonOrigin.js';
import { arrange } from './praisonParents.js';
import { placeSnapshots } from './praisonSnapshots.js';
import type { Format, FormatWarning } from './source.js';

/** The name under which sessions remember that they came from PraisonAI. */
export const praisonName = 'praisonai';

/** Session files of PraisonAI's session stores, one a session. */
export const praison: Format = {
	name: praisonName,
	looksLike: 'a PraisonAI session (an object with "session_id" and "messages")',
	recognises: (value) =>
		isJsonObject(value) && Object.hasOwn(value, 'session_id') && Object.hasOwn(value, 'messages'),
	begin() {
		const files: PraisonFile[] = [];
		return {
			add(document) {
				const file = asPraisonFile(document);
				files.push(file);
				return { sessions: 1, messages: file.archived.length + file.live.length };
			},
			finish() {
				const warnings: FormatWarning[] = [];
				const drafts = arrange(files, warnings);
				linkPaths(drafts, warnings);
				return { groups: [drafts.map((draft) => asSession(draft, warnings))], warnings };
			},
		};
	},
};

function asSession(draft: Draft, warnings: FormatWarning[]): BundleSession {
	const { file } = draft;
	const { snapshots, lost } = placeSnapshots(draft, warnings);
	return {
		id: draft.id,
		title: file.title,
		parentId: draft.parent?.id ?? null,
		relation: draft.relation,
		forkPoint: draft.forkPoint,
		head: draft.path.at(-1)?.message.id ?? null,
		messages: draft.path.slice(draft.sharedCount).map(({ message }) => message),
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
