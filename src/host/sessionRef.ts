/** A session of one of the workspace folders. */
export interface SessionRef {
	/** `WorkspaceFolder.uri.toString()`. */
	readonly folder: string;
	readonly sessionId: string;
}

/** A message as the menus and keys of the transcript hand it over. */
export interface MessageRef extends SessionRef {
	readonly messageId: string;
}

/** Messages of one session, in no order. */
export interface MessagesRef extends SessionRef {
	readonly messageIds: readonly string[];
}
