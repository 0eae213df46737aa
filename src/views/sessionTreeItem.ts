import * as vscode from 'vscode';
import { internalCommands } from '../ids.js';
import type { Session, Snapshot } from '../store/model.js';
import { ageText } from './age.js';
import type { FolderNode, ProblemNode, SessionNode, SnapshotNode } from './sessionTreeNode.js';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

export interface SessionRow {
	readonly session: Session;
	readonly hasChildren: boolean;
	readonly writable: boolean;
	readonly now: number;
}

export function sessionItem(node: SessionNode, row: SessionRow): vscode.TreeItem {
	const { session, hasChildren, now } = row;
	const item = new vscode.TreeItem(session.title, hasChildren ? Collapsed : None);
	const age = ageText(session.updatedAt, now);
	const marks = sessionMarks(session);
	item.description = [String(session.messageCount), age, ...marks].join(' · ');
	item.iconPath = new vscode.ThemeIcon(sessionIcon(session));
	item.contextValue = sessionFlags(row).join(';');
	item.command = { command: internalCommands.openRow, title: 'Open Transcript', arguments: [node] };
	const count = session.messageCount === 1 ? '1 message' : `${String(session.messageCount)} messages`;
	item.accessibilityInformation = {
		label: [session.title, kindOf(session), count, `changed ${age}`, ...marks].join(', '),
	};
	return item;
}

function sessionMarks(session: Session): string[] {
	const marks: string[] = [];
	if (session.shared) marks.push('shared');
	if (session.readOnly) marks.push('read-only');
	if (session.incomplete) marks.push('incomplete');
	return marks;
}

function sessionIcon(session: Session): string {
	if (session.deleted) return 'trash';
	if (session.readOnly) return 'lock';
	if (session.shared) return 'live-share';
	if (session.relation === 'fork') return 'repo-forked';
	return session.parentId === null ? 'comment-discussion' : 'comment';
}

/** What a session is to the one above it, in a word. */
export function kindOf(session: Session): string {
	if (session.deleted) return 'deleted session';
	if (session.relation === 'fork') return 'fork';
	return session.parentId === null ? 'session' : 'child session';
}

function sessionFlags({ session, writable }: SessionRow): string[] {
	const flags = ['session', session.relation];
	if (session.parentId === null) flags.push('root');
	else flags.push('nested');
	flags.push(session.shared ? 'shared' : 'unshared');
	flags.push(session.deleted ? 'trashed' : 'living');
	flags.push(writable && !session.readOnly ? 'writable' : 'readonly');
	return flags;
}

export function snapshotItem(
	node: SnapshotNode,
	snapshot: Snapshot,
	row: { readonly writable: boolean; readonly now: number },
): vscode.TreeItem {
	const label = snapshot.label === '' ? 'Snapshot' : snapshot.label;
	const item = new vscode.TreeItem(label, None);
	const age = ageText(snapshot.createdAt, row.now);
	item.description = `${String(snapshot.messageCount)} · ${age}`;
	item.iconPath = new vscode.ThemeIcon('bookmark');
	item.contextValue = `snapshot;${row.writable ? 'writable' : 'readonly'}`;
	item.command = { command: internalCommands.openRow, title: 'Open Transcript', arguments: [node] };
	const place = snapshot.messageCount === 0 ? 'empty' : `after message ${String(snapshot.messageCount)}`;
	item.accessibilityInformation = { label: `${label}, snapshot, ${place}, taken ${age}` };
	return item;
}

export function folderItem(node: FolderNode, name: string, writable: boolean): vscode.TreeItem {
	const item = new vscode.TreeItem(name, Expanded);
	item.iconPath = new vscode.ThemeIcon('root-folder');
	item.contextValue = `folder;${writable ? 'writable' : 'readonly'}`;
	item.tooltip = vscode.Uri.parse(node.folder).fsPath;
	item.accessibilityInformation = { label: `${name}, workspace folder` };
	return item;
}

export function trashItem(count: number): vscode.TreeItem {
	const item = new vscode.TreeItem('Trash', Collapsed);
	item.description = String(count);
	item.iconPath = new vscode.ThemeIcon('trash');
	item.contextValue = 'trash';
	item.tooltip = 'Deleted sessions. They can be restored until they are deleted permanently.';
	item.accessibilityInformation = {
		label: `Trash, ${String(count)} deleted ${count === 1 ? 'session' : 'sessions'}`,
	};
	return item;
}

export function problemItem(node: ProblemNode): vscode.TreeItem {
	const item = new vscode.TreeItem(node.text, None);
	item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
	item.contextValue = 'problem';
	item.tooltip = `${node.text}\n\nClick to try again.`;
	item.command = { command: internalCommands.retryFolder, title: 'Try Again', arguments: [node.folder] };
	item.accessibilityInformation = { label: `Problem: ${node.text} Press Enter to try again.` };
	return item;
}
