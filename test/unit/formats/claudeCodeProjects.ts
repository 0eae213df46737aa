import type { IncomingSession } from '../../../src/store/incoming.js';
import { answer, mainId, user } from './claudeCodeLines.js';
import { pathOf, said } from './importing.js';

export const slug = 'projects/-w';

export const mainFile = `${slug}/${mainId}.jsonl`;

/** What a person would see of each session: its id, title, relation, parent and conversation. */
export function seen(sessions: readonly IncomingSession[]): readonly unknown[] {
	return sessions.map((session) => [
		session.source.id,
		session.title,
		session.parent && `${session.relation} of ${session.parent.id}`,
		pathOf(session).map(said),
	]);
}

export const first = [user('u1', null, 'Start'), answer('a1', 'u1', 'Ready')];
