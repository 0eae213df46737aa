import type { Finding, Fix } from '../store/finding.js';

/** A finding that something can be done about. */
export type Fixable = Finding & { readonly fix: Fix };

export function isFixable(finding: Finding): finding is Fixable {
	return finding.fix !== undefined;
}

/** What the fix would do, as the light bulb offers it. */
export function fixTitle({ fix, kind, line }: Fixable): string {
	switch (fix.type) {
		case 'settlePlace':
			return fix.parentId === null
				? 'Make the session a root, as it is shown'
				: 'Keep the session under the parent where it is shown';
		case 'acceptLine':
			return `Accept line ${String(line)} as it is`;
		case 'deleteSnapshot':
			return 'Delete the snapshot';
		case 'moveHead':
			return 'End the transcript at its latest message that is here';
		case 'renameFile':
			return `Set the file aside as "${fix.to}"`;
		case 'clearUp':
			return kind === 'unfinished-purge' ? 'Finish deleting permanently' : 'Clear up what the import left';
		case 'removeIndex':
			return 'Remove the index, which is made anew';
		case 'undo':
			return 'Take the fix back';
		default:
			return fix satisfies never;
	}
}

/** What was done, for the message that offers to take it back. */
export function fixedWords({ fix, kind, line }: Fixable): string {
	switch (fix.type) {
		case 'settlePlace':
			return fix.parentId === null ? 'The session is a root now.' : 'The session stays where it is shown.';
		case 'acceptLine':
			return `Line ${String(line)} is accepted as it is.`;
		case 'deleteSnapshot':
			return 'Deleted the snapshot.';
		case 'moveHead':
			return 'The transcript ends at its latest message that is here.';
		case 'renameFile':
			return `Set the file aside as "${fix.to}".`;
		case 'clearUp':
			return kind === 'unfinished-purge'
				? 'Finished deleting permanently.'
				: 'Cleared up what the import left.';
		case 'removeIndex':
			return 'Removed the index. It is made anew from the logs.';
		case 'undo':
			return 'Took the fix back.';
		default:
			return fix satisfies never;
	}
}

/** Whether it can be taken back once it is done. */
export function canTakeBack({ fix: { type } }: Fixable): boolean {
	return type !== 'clearUp' && type !== 'removeIndex' && type !== 'undo';
}
