import * as vscode from 'vscode';
import { choose } from '../host/choose.js';
import { plainWords } from '../host/plainWords.js';
import type { FolderStore } from '../host/stores.js';
import { fixPreview, type FixSubject } from '../views/fixPreview.js';
import { canTakeBack, fixedWords, fixTitle, isFixable, type Fixable } from '../views/fixWords.js';
import { folderOf, textOption } from './commandArguments.js';
import { CommandError } from './explain.js';
import type { Command, Invocation } from './invocation.js';
import { writableStoreOf } from './target.js';

/** `{ folder, finding }`: shows what would be changed, then does it if the person wants that. */
export const fixFinding: Command = async (call, ...args) => {
	const folder = folderOf(args) ?? '';
	const finding = call.problems.find(folder, textOption(args, 'finding') ?? '');
	if (!finding || !isFixable(finding)) throw new CommandError('That problem is not there any more.');
	const state = (await call.stores.folders()).find((each) => each.folder === folder);
	const opened = await call.stores.get(folder);
	if (state?.writable !== true) {
		const why = vscode.workspace.isTrusted
			? 'the folder is open for reading only'
			: 'this is Restricted Mode';
		throw new CommandError(`Nothing can be mended here: ${why}.`);
	}
	const preview = fixPreview(finding, await subjectOf(opened, finding));
	const title = fixTitle(finding);
	const sure = await call.previews.during(`Preview: ${title}`, preview, () => ask(title, finding));
	if (sure) await apply(call, folder, finding);
};

async function subjectOf({ store }: FolderStore, { fix }: Fixable): Promise<FixSubject | undefined> {
	if (!('sessionId' in fix)) return undefined;
	const { title, head } = await store.getSession(fix.sessionId);
	const sessions = await store.listSessions({ deleted: 'include' });
	const snapshots = await store.getSnapshots(fix.sessionId);
	return {
		title,
		head,
		titles: new Map(sessions.map((session) => [session.id, session.title])),
		labels: new Map(snapshots.map(({ id, label }) => [id, label])),
	};
}

function ask(title: string, finding: Fixable): Promise<boolean | undefined> {
	const after = canTakeBack(finding) ? 'Undo is offered right after' : 'This cannot be undone';
	return choose({ title, placeholder: 'Do what the preview shows?', stays: true }, [
		{ label: '$(check) Apply', description: after, value: true },
		{ label: '$(close) Leave It as It Is', value: false },
	]);
}

async function apply(call: Invocation, folder: string, finding: Fixable): Promise<void> {
	const { fix } = finding;
	if ('sessionId' in fix) call.subject = { folder, sessionId: fix.sessionId };
	const back = await (await writableStoreOf(call, { folder })).applyFix(fix);
	// What the index said is what is shown until the logs are read.
	if (fix.type === 'removeIndex') call.stores.retry(folder);
	await call.problems.check(await call.stores.get(folder));
	if (!back) {
		void vscode.window.showInformationMessage(plainWords(fixedWords(finding)));
		return;
	}
	call.offerUndo(fixedWords(finding), async () => {
		await (await writableStoreOf(call, { folder })).applyFix(back);
		await call.problems.check(await call.stores.get(folder));
	});
}
