import type { Fix } from './finding.js';
import type { Opposite } from './journal.js';

/** A fix that is one record in one session. */
export type RecordedFix = Extract<Fix, { readonly sessionId: string }>;

/** What such a fix writes, but for its id, stamp and operation. `head`: where the session ends now. */
export function recordOfFix(fix: RecordedFix, head: string | null): Opposite {
	const { sessionId: session } = fix;
	switch (fix.type) {
		case 'settlePlace':
			return { type: 'set', session, fields: { parentId: fix.parentId } };
		case 'acceptLine':
			return { type: 'set', session, accepted: { [fix.line]: true } };
		case 'deleteSnapshot':
			return { type: 'delete', session, snapshotId: fix.snapshotId };
		case 'moveHead':
			return { type: 'head', session, to: fix.messageId, from: head };
		default:
			return fix satisfies never;
	}
}
