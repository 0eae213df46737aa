import * as vscode from 'vscode';
import { internalCommands } from '../ids.js';
import type { Session, Snapshot } from '../store/model.js';
import { ageText } from '../formats/age.js';
import { counted, shownTitle } from '../formats/shown.js';
import type { DamageNode, FolderNode, ProblemNode, SessionNode, SnapshotNode } from './sessionTreeNode.js';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

export interface SessionRow {
	readonly session: Session;
	readonly hasChildren: boolean;
	readonly writable: boolean;
	/** Kept in step with what an agent writes. */
	readonly isFollowed: boolean;
	readonly now: number;
}

export function sessionItem(node: SessionNode, row: SessionRow): vscode.TreeItem {
	const { session, hasChildren, now } = row;
	const title = shownTitle(session.title);
	const item = new vscode.TreeItem(title, hasChildren ? Collapsed : None);
	const age = ageText(session.updatedAt, now);
	const marks = sessionMarks(row);
	item.description = [session.messageCount.toLocaleString(), age, ...marks].join(' · ');
	item.iconPath = new vscode.ThemeIcon(sessionIcon(session));
	item.contextValue = sessionFlags(row).join(';');
	item.command = { command: internalCommands.openRow, title: 'Open Transcript', arguments: [node] };
	item.accessibilityInformation = {
		label: [
			title,
			kindOf(session),
			counted(session.messageCount, 'message'),
			`changed ${age}`,
			...marks,
		].join(', '),
	};
	return item;
}

function sessionMarks({ session, isFollowed }: SessionRow): string[] {
	const marks: string[] = [];
	if (isFollowed) marks.push('following');
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

function sessionFlags({ session, writable, isFollowed }: SessionRow): string[] {
	const flags = ['session', session.relation];
	if (session.parentId === null) flags.push('root');
	else flags.push('nested');
	flags.push(session.shared ? 'shared' : 'unshared');
	if (isFollowed) flags.push('followed');
	flags.push(session.deleted ? 'trashed' : 'living');
	flags.push(writable && !session.readOnly ? 'writable' : 'readonly');
	return flags;
}

export function snapshotItem(
	node: SnapshotNode,
	snapshot: Snapshot,
	row: { readonly writable: boolean; readonly now: number },
): vscode.TreeItem {
	const label = shownTitle(snapshot.label, 'Snapshot');
	const item = new vscode.TreeItem(label, None);
	const age = ageText(snapshot.createdAt, row.now);
	item.description = `${snapshot.messageCount.toLocaleString()} · ${age}`;
	item.iconPath = new vscode.ThemeIcon('bookmark');
	item.contextValue = `snapshot;${row.writable ? 'writable' : 'readonly'}`;
	item.command = { command: internalCommands.openRow, title: 'Open Transcript', arguments: [node] };
	const place =
		snapshot.messageCount === 0 ? 'empty' : `after message ${snapshot.messageCount.toLocaleString()}`;
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
	item.description = count.toLocaleString();
	item.iconPath = new vscode.ThemeIcon('trash');
	item.contextValue = 'trash';
	item.tooltip = 'Deleted sessions. They can be restored until they are deleted permanently.';
	item.accessibilityInformation = { label: `Trash, ${counted(count, 'deleted session')}` };
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

/** So many are told in the tooltip. */
const toldDamages = 20;

export function damageItem({ folder, damages }: DamageNode): vscode.TreeItem {
	const text = `${counted(damages.length, 'line')} could not be read`;
	const item = new vscode.TreeItem(text, None);
	item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
	item.contextValue = 'damage';
	const told = damages
		.slice(0, toldDamages)
		.map(({ file, offset, reason }) => `${file}, byte ${offset.toLocaleString()}: ${reason}`);
	if (damages.length > told.length) told.push(`…and ${(damages.length - told.length).toLocaleString()} more`);
	item.tooltip = [...told, '', 'Nothing was removed. Click to see the place.'].join('\n');
	item.command = {
		command: internalCommands.openDamage,
		title: 'Show the Place',
		arguments: [{ folder, damages }],
	};
	item.accessibilityInformation = { label: `Problem: ${text}. Press Enter to see the place.` };
	return item;
}
