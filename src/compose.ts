import * as vscode from 'vscode';
import { SharingQuestion } from './commands/askSharing.js';
import { commandRunner, type RunCommand } from './commands/run.js';
import { commandTable } from './commands/table.js';
import type { Followers } from './following/followers.js';
import { FollowedPaths } from './host/followed.js';
import { WorkspaceStores } from './host/workspaceStores.js';
import { internalCommands, settings } from './ids.js';
import { Previews } from './views/previews.js';
import { SessionTreeView } from './views/sessionTreeView.js';
import { StoreProblems } from './views/storeProblems.js';
import { TranscriptDocuments } from './views/transcriptDocuments.js';
import { TranscriptPanels } from './views/transcriptPanels.js';

/** Makes everything there is and ties it together; gives what runs the commands. */
export function compose(context: vscode.ExtensionContext): RunCommand {
	const { extensionUri, subscriptions, workspaceState } = context;
	const log = vscode.window.createOutputChannel('Sessions', { log: true });
	const folderSetting = `${settings.section}.${settings.folder}`;
	const stores = new WorkspaceStores(folderSetting, log);
	const followed = new FollowedPaths(workspaceState);
	const tree = new SessionTreeView({ stores, followed, log });
	const previews = new Previews();
	const transcripts = new TranscriptPanels({ extensionUri, stores, previews, log });
	const problems = new StoreProblems(stores, log);
	const sharing = new SharingQuestion(workspaceState);

	const following = followersOnce(subscriptions, () => loadFollowers(stores, followed, log));
	if (followed.all.length > 0) void following();

	const run = commandRunner(
		{ stores, tree, transcripts, sharing, problems, previews, followed, following, log },
		commandTable(),
	);

	subscriptions.push(
		log,
		stores,
		followed,
		tree,
		transcripts,
		problems,
		previews,
		new TranscriptDocuments(stores, log),
		transcripts.onDidChangeActive((active) => void tree.follow(active)),
		vscode.window.registerUriHandler({
			handleUri: (uri) => void run(internalCommands.openLink, [uri]),
		}),
	);
	// No window waits for it.
	loadTerminals(context, folderSetting).catch((error: unknown) => {
		log.error(error instanceof Error ? error : String(error));
	});
	return run;
}

async function loadTerminals(context: vscode.ExtensionContext, folderSetting: string): Promise<void> {
	const { equipTerminals } = await import('./host/terminals.js');
	context.subscriptions.push(equipTerminals(context, folderSetting));
}

async function loadFollowers(
	stores: WorkspaceStores,
	followed: FollowedPaths,
	log: vscode.LogOutputChannel,
): Promise<Followers> {
	const { Followers } = await import('./following/followers.js');
	return new Followers(stores, followed, log);
}

/** Made when it is asked for, once; whoever owns the rest owns it, too. */
function followersOnce(
	subscriptions: vscode.ExtensionContext['subscriptions'],
	make: () => Promise<Followers>,
): () => Promise<Followers> {
	let made: Promise<Followers> | undefined;
	return () => {
		made ??= make().then((followers) => {
			subscriptions.push(followers);
			return followers;
		});
		return made;
	};
}
