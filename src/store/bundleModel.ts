import type { ForkPoint, JsonObject, Message, Relation, Source } from './model.js';

/**
 * A portable tree of sessions. Each message stands once: a fork's session holds only its own messages and
 * points at its parent's by `forkPoint`. Ids are local to the bundle; an import makes new ones.
 */
export interface Bundle {
	readonly format: 'session-hierarchy';
	readonly version: 1;
	/** Parents before their children and forks. */
	readonly sessions: readonly BundleSession[];
}

export interface BundleSession {
	readonly id: string;
	readonly title: string;
	/** A session of this bundle, or null. */
	readonly parentId: string | null;
	readonly relation: Relation;
	/** Names a session and a message of this bundle. */
	readonly forkPoint: ForkPoint | null;
	readonly head: string | null;
	/** Each after the message it follows. */
	readonly messages: readonly Message[];
	readonly snapshots: readonly BundleSnapshot[];
	/** Ends off the head's path that a revert or switch left behind, oldest first; other ends have diverged. */
	readonly discarded: readonly string[];
	readonly agentName: string | null;
	readonly metadata: JsonObject;
	readonly shared: boolean;
	/** Milliseconds since 1970. */
	readonly createdAt: number;
	/** Milliseconds since 1970. */
	readonly updatedAt: number;
	readonly source: Source | null;
}

export interface BundleSnapshot {
	readonly id: string;
	readonly messageId: string | null;
	readonly label: string;
	/** Milliseconds since 1970. */
	readonly createdAt: number;
	readonly metadata: JsonObject;
}
