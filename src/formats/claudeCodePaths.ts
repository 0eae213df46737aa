/** A file's name without its ending. */
export function stemOf(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1).replace(/\.jsonl?$/i, '');
}

export function isSessionId(text: string): boolean {
	return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** `a1b2` of `…/agent-a1b2.jsonl`. */
export function agentIdOfPath(path: string): string | undefined {
	return /^agent-(.+)$/.exec(stemOf(path))?.[1];
}

/** The session of whose folder a sub-agent's file lies, as in `<session>/subagents/agent-a1b2.jsonl`. */
export function sessionOfFolder(path: string): string | undefined {
	const folders = path.split('/');
	return folders[folders.lastIndexOf('subagents') - 1];
}

/** Where the transcript lies that `….meta.json` is about. */
export function transcriptOfMeta(path: string): string {
	return path.replace(/\.meta\.json$/i, '.jsonl');
}

/** What the session of a sub-agent is known by: its own id is short, and unique only in its session. */
export function agentSession(sessionId: string, agentId: string): string {
	return `${sessionId}/agent-${agentId}`;
}
