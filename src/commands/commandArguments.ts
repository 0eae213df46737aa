import { Uri } from 'vscode';
import { DroppedFile } from '../host/droppedFile.js';
import type { MessageRef, MessagesRef, SessionRef } from '../host/sessionRef.js';
import { roles, type Role } from '../store/model.js';

/** A snapshot, as its row in the tree names it. */
export interface SnapshotRef extends SessionRef {
	readonly snapshotId: string;
}

/** Where a command was started, when that was not by choosing an object. */
export type Origin = 'tree' | 'transcript' | undefined;

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function text(fields: Fields | undefined, name: string): string | undefined {
	const value = fields?.[name];
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A session, whatever names one: a row, a message of the transcript, a plain object. */
function asSession(value: unknown): SessionRef | undefined {
	const fields = fieldsOf(value);
	const folder = text(fields, 'folder');
	const sessionId = text(fields, 'sessionId');
	return folder !== undefined && sessionId !== undefined ? { folder, sessionId } : undefined;
}

/** The same, but not a snapshot's row: what is done to that is not meant for its session. */
export function asSessionRow(value: unknown): SessionRef | undefined {
	return fieldsOf(value)?.['kind'] === 'snapshot' ? undefined : asSession(value);
}

export function asMessage(value: unknown): MessageRef | undefined {
	const session = asSession(value);
	const messageId = text(fieldsOf(value), 'messageId');
	return session && messageId !== undefined ? { ...session, messageId } : undefined;
}

/** Messages of one session, as the transcript's selection names them. */
export function asMessages(value: unknown): MessagesRef | undefined {
	const session = asSession(value);
	const messageIds = fieldsOf(value)?.['messageIds'];
	if (!session || !Array.isArray(messageIds)) return undefined;
	return { ...session, messageIds: messageIds.filter((id): id is string => typeof id === 'string') };
}

export function asSnapshot(value: unknown): SnapshotRef | undefined {
	const session = asSession(value);
	const snapshotId = text(fieldsOf(value), 'snapshotId');
	return session && snapshotId !== undefined ? { ...session, snapshotId } : undefined;
}

/**
 * What a menu of a tree passes: the row it was opened on, and all selected rows if that one is among them.
 * Each that `read` accepts is named once.
 */
export function targets<T extends SessionRef>(
	args: readonly unknown[],
	read: (value: unknown) => T | undefined,
): readonly T[] {
	const [first, selected] = args;
	const values = Array.isArray(selected) && selected.length > 0 ? (selected as readonly unknown[]) : [first];
	return unique(values.flatMap((value) => read(value) ?? []));
}

export function unique<T extends SessionRef>(refs: readonly T[]): readonly T[] {
	return [...new Map(refs.map((ref) => [JSON.stringify(ref), ref])).values()];
}

/** The key bindings say where they apply, since VS Code passes them no object. */
export function originOf(args: readonly unknown[]): Origin {
	const [first] = args;
	// A button in the title of an editor tab passes the tab's address.
	if (first instanceof Uri && first.scheme.startsWith('webview')) return 'transcript';
	const from = fieldsOf(first)?.['from'];
	return from === 'tree' || from === 'transcript' ? from : undefined;
}

/** The folder of a row, or of an argument that names only a folder. */
export function folderOf(args: readonly unknown[]): string | undefined {
	return text(fieldsOf(args[0]), 'folder');
}

/** A text that a caller gives so that nothing need be asked. */
export function textOption(args: readonly unknown[], name: string): string | undefined {
	for (const value of args) {
		const found = text(fieldsOf(value), name);
		if (found !== undefined) return found;
	}
	return undefined;
}

export function flagOption(args: readonly unknown[], name: string): boolean | undefined {
	for (const value of args) {
		const found = fieldsOf(value)?.[name];
		if (typeof found === 'boolean') return found;
	}
	return undefined;
}

/** The new parent that a caller names: a session's id, null for none, undefined when not given. */
export function parentOption(args: readonly unknown[]): string | null | undefined {
	for (const value of args) {
		const fields = fieldsOf(value);
		if (fields?.['parentId'] === null) return null;
		const found = text(fields, 'parentId');
		if (found !== undefined) return found;
	}
	return undefined;
}

/** What the transcript's composer sends. */
export function asDraft(value: unknown): { readonly role: Role; readonly content: string } | undefined {
	const fields = fieldsOf(value);
	const role = roles.find((known) => known === fields?.['role']);
	const content = text(fields, 'content');
	return role !== undefined && content !== undefined ? { role, content } : undefined;
}

/** Files that a menu of the explorer passes: the one it was opened on, and all selected. */
export function asFiles(args: readonly unknown[]): readonly Uri[] {
	const [first, selected] = args;
	const values = Array.isArray(selected) && selected.length > 0 ? (selected as readonly unknown[]) : [first];
	return values.filter((value): value is Uri => value instanceof Uri && value.scheme === 'file');
}

/** Files that were dropped from a place without an address, as the tree passes them. */
export function asDropped(args: readonly unknown[]): readonly DroppedFile[] {
	const files = fieldsOf(args[0])?.['dropped'];
	return Array.isArray(files) ? files.filter((file) => file instanceof DroppedFile) : [];
}
