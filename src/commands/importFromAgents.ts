import { homedir } from 'node:os';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { ageText } from '../formats/age.js';
import { readSources } from '../formats/readSources.js';
import { counted } from '../formats/shown.js';
import { cancellable } from '../host/cancellable.js';
import type { FolderStore } from '../host/stores.js';
import { commands } from '../ids.js';
import { type AgentSession, findAgentSessions } from '../sources/agentPlaces.js';
import { sourcesIn } from '../sources/sourceFiles.js';
import { askFolder, plain } from './askSession.js';
import { importSources } from './importSessions.js';
import type { Command } from './invocation.js';

interface Row extends vscode.QuickPickItem {
	readonly found?: AgentSession;
}

/** So many of the newest are looked into for their titles, unless they are longer than `titledSize` bytes. */
const titled = 50;
const titledSize = 2 ** 20;

/** `{ folder? }` → ids of the sessions that came in. */
export const importFromAgents: Command = async (call, ...args) => {
	const title = 'Import from Agents on This Machine';
	const target = await askFolder(call, args, title);
	if (!target) return undefined;
	const rows = await lookAround(target);
	if (!rows) return undefined;
	if (rows.length === 0) {
		call.detach(offerFiles);
		return undefined;
	}
	const chosen = await vscode.window.showQuickPick(rows, {
		title: `${title}: ${counted(rows.length, 'Session')} of This Folder`,
		placeHolder: 'Choose the sessions to bring in, newest first',
		canPickMany: true,
		ignoreFocusOut: true,
		matchOnDescription: true,
		matchOnDetail: true,
	});
	const paths = (chosen ?? []).flatMap(({ found }) => found ?? []);
	if (paths.length === 0) return undefined;
	return (await importSources(call, target, { paths }, true))?.sessionIds;
};

async function offerFiles(): Promise<void> {
	const answer = await vscode.window.showInformationMessage(
		'No agent on this machine has left sessions of this folder in a place that is known.',
		'Import Files…',
	);
	if (answer !== undefined) await vscode.commands.executeCommand(commands.importFiles);
}

/** Undefined when the person cancelled it. */
function lookAround({ folder, store }: FolderStore): Thenable<readonly Row[] | undefined> {
	return cancellable('Looking for sessions of this folder', async (signal) => {
		const found = await findAgentSessions(vscode.Uri.parse(folder).fsPath, {
			home: homedir(),
			env: process.env,
			platform: process.platform,
			signal,
		});
		const sources = (await store.listSessions()).flatMap(({ source }) => source ?? []);
		const isHere = ({ format, path }: AgentSession): boolean =>
			sources.some((source) => source.format === format && names(path, source.id));
		const titles = await titlesOf(found.slice(0, titled), signal);
		return found.map((each) => rowOf(each, titles.get(each), isHere(each)));
	});
}

/** The tools name files by their sessions' ids, or by the beginning of them. */
function names(path: string, id: string): boolean {
	return path.includes(id) || path.includes(`-${id.slice(0, 8)}.`);
}

/** What the newest are called, where that can be read quickly. */
async function titlesOf(
	found: readonly AgentSession[],
	signal: AbortSignal,
): Promise<ReadonlyMap<AgentSession, string>> {
	const titles = new Map<AgentSession, string>();
	for (const each of found) {
		if (each.size > titledSize) continue;
		const { files } = await sourcesIn([{ path: each.path, companions: [] }], { signal });
		const { sessions } = await readSources(files, { signal });
		const [first] = sessions;
		if (first) titles.set(each, first.title);
	}
	return titles;
}

function rowOf(found: AgentSession, title: string | undefined, isHere: boolean): Row {
	const { agent, path, modified, size, companions = [] } = found;
	const about = [
		agent,
		ageText(modified, Date.now()),
		`${Math.max(1, Math.round(size / 1024)).toLocaleString()} KB`,
		...(companions.length > 0 ? [counted(companions.length, 'companion file')] : []),
		...(isHere ? ['already here: adds what is new'] : []),
	];
	return {
		label: `$(${isHere ? 'check' : 'comment-discussion'}) ${plain(title ?? basename(path))}`,
		description: about.join(' · '),
		detail: path,
		found,
	};
}
