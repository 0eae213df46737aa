import * as vscode from 'vscode';
import { DroppedFile } from '../host/droppedFile.js';
import { commands } from '../ids.js';
import type { SessionNode, TreeNode } from './sessionTreeNode.js';

const mime = 'application/vnd.session-hierarchy.sessions';

/**
 * Drag sessions onto another to put them under it; onto the empty part or their folder to make them roots. Drop files
 * and folders anywhere to import them.
 */
export class SessionTreeDrop implements vscode.TreeDragAndDropController<TreeNode> {
	readonly dragMimeTypes = [mime];
	readonly dropMimeTypes = [mime, 'text/uri-list', 'files'];
	/** What is being dragged: rows cannot come from another window, so only the key travels. */
	#dragged: readonly SessionNode[] = [];

	handleDrag(source: readonly TreeNode[], data: vscode.DataTransfer): void {
		this.#dragged = source.filter((node) => node.kind === 'session');
		if (this.#dragged.length > 0) data.set(mime, new vscode.DataTransferItem(''));
	}

	async handleDrop(target: TreeNode | undefined, data: vscode.DataTransfer): Promise<void> {
		const dragged = this.#dragged;
		if (!data.get(mime)) return importDropped(target?.folder, data);
		if (dragged.length === 0) return;
		if (target?.kind === 'problem' || target?.kind === 'damage') return;
		if (target?.kind === 'trash') {
			await vscode.commands.executeCommand(commands.deleteSession, dragged[0], dragged);
			return;
		}
		const parentId = target && target.kind !== 'folder' ? target.sessionId : null;
		// A drop of a row on itself is a drag that the person thought better of.
		const moved = dragged.filter(({ sessionId }) => sessionId !== parentId);
		if (moved.length === 0) return;
		const folder = target?.folder ?? moved[0]?.folder;
		await vscode.commands.executeCommand(commands.moveSession, moved[0], moved, { folder, parentId });
	}
}

/** Files by their address, or their content where they have none: a browser tells no addresses. */
async function importDropped(folder: string | undefined, data: vscode.DataTransfer): Promise<void> {
	const options = folder === undefined ? {} : { folder };
	const list = (await data.get('text/uri-list')?.asString()) ?? '';
	const lines = list.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
	const addresses = lines.map((line) => vscode.Uri.parse(line)).filter(({ scheme }) => scheme === 'file');
	const dropped: DroppedFile[] = [];
	for (const [, item] of data) {
		const file = item.asFile();
		if (file?.uri?.scheme === 'file') addresses.push(file.uri);
		else if (file) dropped.push(new DroppedFile(file.name, () => file.data()));
	}
	const unique = [...new Map(addresses.map((uri) => [uri.toString(), uri])).values()];
	if (unique.length > 0)
		await vscode.commands.executeCommand(commands.importFiles, unique[0], unique, options);
	else if (dropped.length > 0)
		await vscode.commands.executeCommand(commands.importFiles, { dropped, ...options }, undefined, options);
	else if (lines.length > 0)
		void vscode.window.showErrorMessage('What was dropped lies where this window cannot read files.');
}
