import type { SessionStore } from '../../../src/store/sessionStore.js';

/** Places in the memory that both threads share: calls allowed, events told, calls that changed the disk, the end. */
export const [allowed, happened, changes, isDone] = [0, 1, 2, 3];

export interface SteppedCommand {
	readonly folder: string;
	readonly run: keyof SessionStore;
	readonly args: readonly unknown[];
}

/** Calls that may change the disk. */
export const changing = ['makeFolder', 'removeFolder', 'open', 'write', 'truncate', 'rename', 'unlink'];
