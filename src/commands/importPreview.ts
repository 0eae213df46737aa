import * as vscode from 'vscode';
import { formats } from '../formats/formats.js';
import { counted } from '../formats/shown.js';
import type { Reading } from '../formats/source.js';
import { answerTo } from '../host/choose.js';
import { type Arrival, arrangeIncoming } from '../store/arrangeIncoming.js';
import type { IncomingSession } from '../store/incoming.js';
import { endsOf } from '../store/incomingEnds.js';
import type { Source } from '../store/model.js';
import { plain } from './askSession.js';
import type { Invocation } from './invocation.js';
import { openReport } from './importReport.js';

interface Row extends vscode.QuickPickItem {
	readonly session: IncomingSession;
}

/**
 * Shows what was recognised, as a tree with counts, before anything is written. `isHere`: whether a session was
 * imported before. Gives the sessions that are wanted; undefined when the person leaves.
 */
export async function chooseSessions(
	reading: Reading,
	isHere: (source: Source) => boolean,
	{ detach, previews }: Pick<Invocation, 'detach' | 'previews'>,
): Promise<readonly IncomingSession[] | undefined> {
	const found = formatsOf(reading);
	const { rows, warnings } = rowsOf(reading, isHere, found.length > 1);
	const pick = vscode.window.createQuickPick<Row>();
	const warned = counted(warnings.length, 'warning');
	const showWarnings = { iconPath: new vscode.ThemeIcon('warning'), tooltip: `Show ${warned}` };
	pick.title = [
		`Import ${counted(rows.length, 'Session')} from ${found.map(titleOf).join(', ')}`,
		...(warnings.length > 0 ? [warned] : []),
	].join(' · ');
	pick.placeholder = 'Untick what is to stay out. Nothing is written before OK';
	pick.canSelectMany = true;
	pick.ignoreFocusOut = true;
	pick.matchOnDescription = true;
	pick.buttons = warnings.length > 0 ? [showWarnings] : [];
	pick.items = rows;
	pick.selectedItems = rows;
	try {
		pick.onDidTriggerButton(() => {
			detach(() => openReport(previews, `${warned} about what is to be imported`, warnings));
		});
		return await answerTo(pick, () => pick.selectedItems.map(({ session }) => session));
	} finally {
		pick.dispose();
	}
}

/** The names of those that sessions came in. */
function formatsOf({ recognised }: Reading): readonly string[] {
	return [...new Set(recognised.filter(({ sessions }) => sessions > 0).map(({ format }) => format))];
}

function titleOf(name: string): string {
	return formats.find((format) => format.name === name)?.title ?? name;
}

function rowsOf(
	{ sessions, warnings }: Reading,
	isHere: (source: Source) => boolean,
	isMixed: boolean,
): { readonly rows: readonly Row[]; readonly warnings: readonly string[] } {
	const told = warnings.map(({ path, message }) => `${path}: ${message}`);
	let made = 0;
	const arrivals = arrangeIncoming(sessions, {
		find: () => undefined,
		makeId: () => String(made++),
		warn: (message) => void told.push(message),
	});
	const below = new Map<string | null, Arrival[]>();
	for (const arrival of arrivals) {
		const beside = below.get(arrival.parentId) ?? [];
		beside.push(arrival);
		below.set(arrival.parentId, beside);
	}
	const rows: Row[] = [];
	// As in the tree: the latest first.
	const roots = (below.get(null) ?? []).sort((a, b) => b.incoming.updatedAt - a.incoming.updatedAt);
	const todo = roots.map((arrival) => ({ arrival, depth: 0 })).reverse();
	for (let next = todo.pop(); next; next = todo.pop()) {
		const { arrival, depth } = next;
		rows.push(rowOf(arrival, depth, isHere, isMixed && depth === 0));
		if (arrival.isKnown) continue;
		const inner = (below.get(arrival.id) ?? []).map((each) => ({ arrival: each, depth: depth + 1 }));
		todo.push(...inner.reverse());
	}
	return { rows, warnings: told };
}

/** Deeper than this all rows begin at the same place. */
const deepest = 12;

/** Characters of a title that leave room for what is said about it. */
const mostOfTitle = 50;

function rowOf(
	arrival: Arrival,
	depth: number,
	isHere: (source: Source) => boolean,
	saysFormat: boolean,
): Row {
	const { incoming, fresh, knownCount } = arrival;
	const { relation, source, snapshots, title } = incoming;
	const branches = endsOf(arrival).length;
	const icon =
		depth === 0 ? 'comment-discussion' : relation === 'fork' ? 'repo-forked' : 'type-hierarchy-sub';
	const about = [
		...(saysFormat ? [titleOf(source.format)] : []),
		counted(fresh.length, 'message'),
		...(knownCount > 0 ? [`${String(knownCount)} shared`] : []),
		...(branches > 0 ? [`${String(branches + 1)} branches`] : []),
		...(snapshots.length > 0 ? [counted(snapshots.length, 'snapshot')] : []),
		...(isHere(source) ? ['already here: adds what is new'] : []),
	];
	return {
		label: `${'\u2003'.repeat(Math.min(depth, deepest))}$(${icon}) ${plain(title, mostOfTitle)}`,
		description: about.join(' · '),
		session: incoming,
	};
}
