import type { SessionStore } from '../../../src/store/sessionStore.js';

/** Places in the memory that both threads share: calls allowed, events told, whether the command is done. */
export const [allowed, happened, isDone] = [0, 1, 2];

export interface SteppedCommand {
	readonly folder: string;
	readonly run: keyof SessionStore;
	readonly args: readonly unknown[];
}
