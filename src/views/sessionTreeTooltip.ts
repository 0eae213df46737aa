import * as vscode from 'vscode';
import type { Session, Snapshot } from '../store/model.js';
import { kindOf } from './sessionTreeItem.js';
import { shownTitle } from '../formats/shown.js';

export interface SessionFacts {
	readonly session: Session;
	readonly childCount: number;
	/** Title of the session that this one was forked from, if it can still be read. */
	readonly forkedFrom: string | null;
}

export function sessionTooltip(facts: SessionFacts): vscode.MarkdownString {
	const { session, forkedFrom } = facts;
	const model = session.metadata['model'];
	return table(shownTitle(session.title), [
		['Kind', session.shared ? `${kindOf(session)}, shared` : kindOf(session)],
		['Messages', session.messageCount.toLocaleString()],
		['Children and forks', facts.childCount === 0 ? undefined : facts.childCount.toLocaleString()],
		['Snapshots', session.snapshotCount === 0 ? undefined : session.snapshotCount.toLocaleString()],
		['Created', date(session.createdAt)],
		['Changed', date(session.updatedAt)],
		['Agent', session.agentName ?? undefined],
		['Model', typeof model === 'string' ? model : undefined],
		['Forked from', session.forkPoint ? (forkedFrom ?? session.forkPoint.sessionId) : undefined],
		['Imported from', session.source ? `${session.source.format}: ${session.source.id}` : undefined],
		['Id', session.id],
		[
			'Note',
			session.readOnly ? 'A newer version of the extension wrote this; it can be read only.' : undefined,
		],
		['Note', noteOn(session)],
	]);
}

export function snapshotTooltip(snapshot: Snapshot, sessionTitle: string): vscode.MarkdownString {
	return table(shownTitle(snapshot.label, 'Snapshot'), [
		['Of', sessionTitle],
		['Messages', snapshot.messageCount.toLocaleString()],
		['Taken', date(snapshot.createdAt)],
		['Id', snapshot.id],
	]);
}

function table(
	heading: string,
	rows: readonly (readonly [string, string | undefined])[],
): vscode.MarkdownString {
	const text = new vscode.MarkdownString('**');
	text.supportHtml = false;
	// appendText escapes: titles come from imported files and may hold anything.
	text.appendText(heading);
	text.appendMarkdown('**\n\n');
	for (const [name, value] of rows) {
		if (value === undefined) continue;
		text.appendMarkdown(`- ${name}: `);
		text.appendText(shownTitle(value));
		text.appendMarkdown('\n');
	}
	return text;
}

function date(at: number): string {
	return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

function noteOn({ damaged, incomplete }: Session): string | undefined {
	if (damaged) return 'Part of its file cannot be read.';
	return incomplete ? 'Part of it lies in a file that is not here yet.' : undefined;
}
