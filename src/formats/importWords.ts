import type { MergeResult } from '../store/options.js';
import { counted } from './shown.js';

/** What an import did, such as `12 messages added to 2 sessions, 240 already here.` */
export function importWords({ operation, created, updated, messages, grown, known }: MergeResult): string {
	const done = [
		...(created.length > 0
			? [`${counted(created.length, 'session')} imported with ${counted(messages, 'message')}`]
			: []),
		...(grown > 0 ? [`${counted(grown, 'message')} added to ${counted(updated.length, 'session')}`] : []),
	];
	if (done.length === 0) {
		const news = operation === null ? 'Nothing new' : 'Only titles, snapshots or places of sessions are new';
		return `${news}: ${counted(known, 'message')} already here.`;
	}
	return `${[...done, ...(known > 0 ? [`${known.toLocaleString()} already here`] : [])].join(', ')}.`;
}
