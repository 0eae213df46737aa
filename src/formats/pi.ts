import type { IncomingSession } from '../store/incoming.js';
import { inOrder, mergedById, parentNamed, titleByPrompt } from './drafts.js';
import { isPiHeader, type PiDraft, readPi } from './piFile.js';
import { piName } from './piMessage.js';
import type { Format } from './source.js';

/** Session files of the pi coding agent, versions 1 to 3. */
export const pi: Format = {
	name: piName,
	title: 'pi',
	recognises: ({ shape, head }) => shape === 'lines' && head.some(isPiHeader),
	begin(context) {
		const drafts: PiDraft[] = [];
		return {
			async add(file) {
				const draft = await readPi(file, context);
				drafts.push(draft);
				return { sessions: 1, messages: draft.messages.length };
			},
			finish() {
				const kept = mergedById(drafts);
				const byId = new Map(kept.map((draft) => [draft.id, draft]));
				const sessions = kept.map((draft) => asSession(draft, byId.get(draft.parentId ?? '')));
				return inOrder(sessions, byId, context);
			},
		};
	},
};

function asSession(draft: PiDraft, parentDraft: PiDraft | undefined): IncomingSession {
	const parent = parentNamed(piName, draft.id, draft.parentId);
	return {
		source: { format: piName, id: draft.id },
		title: draft.name ?? titleByPrompt(draft, parentDraft === draft ? undefined : parentDraft),
		parent,
		relation: parent ? 'fork' : 'child',
		shares: parent && 'prefix',
		messages: draft.messages,
		head: draft.head,
		snapshots: draft.snapshots,
		agentName: null,
		metadata: draft.metadata,
		shared: false,
		createdAt: draft.createdAt,
		updatedAt: draft.updatedAt,
	};
}
