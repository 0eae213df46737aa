import type { Operation, OperationKind } from '../store/model.js';
import { counted, shownTitle } from '../formats/shown.js';

/** What a person would take back: not what cannot be, nor what took something back itself. */
export function canTakeBack({ kind }: Operation): boolean {
	return kind !== 'purge' && kind !== 'undo' && kind !== 'add';
}

/** Says what was done, such as `Renamed "Parser"`. `titleOf`: undefined for a session that is gone. */
export function operationWords(operation: Operation, titleOf: (id: string) => string | undefined): string {
	const { sessionIds } = operation;
	const [first] = sessionIds;
	const title = first === undefined ? undefined : titleOf(first);
	const named = title === undefined ? 'a session' : `"${shownTitle(title)}"`;
	return `${verb(operation)} ${sessionIds.length > 1 ? counted(sessionIds.length, 'session') : named}`;
}

function verb({ kind, fields }: Operation): string {
	if (kind !== 'update') return verbs[kind];
	if (fields.includes('title')) return 'Renamed';
	if (fields.includes('accepted')) return 'Accepted a damaged line of';
	if (fields.includes('shared')) return 'Shared or unshared';
	return fields.includes('agentName') ? 'Changed the agent of' : 'Changed the details of';
}

const verbs: Readonly<Record<Exclude<OperationKind, 'update'>, string>> = {
	add: 'Added messages to',
	create: 'Created',
	fork: 'Made the fork',
	import: 'Imported',
	snapshot: 'Made a snapshot of',
	deleteSnapshot: 'Deleted a snapshot of',
	restoreSnapshot: 'Restored a snapshot of',
	revert: 'Reverted',
	move: 'Moved',
	delete: 'Deleted',
	restore: 'Restored',
	purge: 'Permanently deleted',
	undo: 'Took back a change of',
};
