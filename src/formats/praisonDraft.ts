import type { ForkPoint, Message, Relation } from '../store/model.js';
import type { PraisonFile } from './praisonFile.js';
import type { PraisonTurn } from './praisonMessage.js';

/** A session between its file and its place in the bundle. */
export interface Draft {
	readonly file: PraisonFile;
	/** In the bundle. */
	readonly id: string;
	parent: Draft | undefined;
	/** What PraisonAI cut off at the head and a fork still has. */
	lost: readonly PraisonTurn[];
	relation: Relation;
	forkPoint: ForkPoint | null;
	/** From the root to the head, those shared with the parent included. */
	path: readonly PathTurn[];
	/** Messages at the beginning of the path that the parent owns. */
	sharedCount: number;
	/** Where on the path the messages of the file begin. */
	start: number;
}

export interface PathTurn {
	readonly turn: PraisonTurn;
	readonly message: Message;
}

export function newDraft(file: PraisonFile, id: string): Draft {
	return {
		file,
		id,
		parent: undefined,
		lost: [],
		relation: 'child',
		forkPoint: null,
		path: [],
		sharedCount: 0,
		start: 0,
	};
}

/** Everything that is known of the session's messages, oldest first. */
export function turnsOf({ lost, file }: Draft): readonly PraisonTurn[] {
	return [...lost, ...file.archived, ...file.live];
}

/** A turn as the message with a number of its own in the session. */
export function messageOf(turn: PraisonTurn, draft: Draft, number: number, before?: Message): Message {
	return {
		id: `${draft.id}/${number.toString()}`,
		after: before?.id ?? null,
		...turn.message,
		timestamp: turn.time ?? before?.timestamp ?? draft.file.createdAt,
	};
}

/** Where on the path the file's `messages` begin: its indices count from there. */
export function liveStart({ start, file }: Draft): number {
	return start + file.archived.length;
}

/** The session's title in quotation marks, for a message. */
export function named({ file }: Draft): string {
	return `“${file.title}”`;
}

/** `1 message`, `2 messages`. */
export function counted(count: number, noun: string): string {
	return `${count.toString()} ${noun}${count === 1 ? '' : 's'}`;
}
