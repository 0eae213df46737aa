import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { titleFileName } from '../formats/titleFileName.js';
import { choose, type Choice } from '../host/choose.js';
import { plainWords } from '../host/plainWords.js';
import { saveFile } from '../host/saveFile.js';
import type { SessionRef } from '../host/sessionRef.js';
import { flagOption, textOption } from './commandArguments.js';
import { exportForms, type ExportForm } from './exportForms.js';
import { CommandError } from './explain.js';
import type { Command } from './invocation.js';
import { sessionOf, storeOf } from './target.js';

interface Plan {
	readonly form: ExportForm;
	readonly descendants: boolean;
}

/**
 * `{ folder, sessionId, format?, descendants?, target? }` → the paths of the files written. `format` is
 * `bundle` or `praisonai`, `target` the path to write to; what is not given is asked for.
 */
export const exportSession: Command = async (call, ...args) => {
	const ref = await sessionOf(call, args, { title: 'Export Session', placeholder: 'Export which session?' });
	if (!ref) return undefined;
	const store = await storeOf(call, ref);
	const { title } = await store.getSession(ref.sessionId);
	const hasBelow = (await store.getChildren(ref.sessionId)).length > 0;
	const plan = planOf(args) ?? (await askPlan(title, hasBelow));
	if (!plan) return undefined;
	const bundle = await store.exportSession(ref.sessionId, { descendants: plan.descendants });
	const { files, losses } = await plan.form.write(bundle);
	const given = textOption(args, 'target');
	if (given === undefined && !(await acceptLosses(plan.form, losses))) return undefined;
	const [only, ...others] = files;
	if (!only) throw new CommandError(`There is nothing in "${title}" to export.`);
	const name = plan.form.namesFiles ? only.name : `${titleFileName(title)}${plan.form.extension}`;
	const targets =
		others.length === 0
			? [
					{
						uri: given === undefined ? await askFile(ref, name, plan.form) : vscode.Uri.file(given),
						text: only.text,
					},
				]
			: await targetsIn(
					given === undefined ? await askFolderFor(files.length) : vscode.Uri.file(given),
					files,
				);
	const written: string[] = [];
	for (const { uri, text } of targets ?? []) {
		if (!uri) return undefined;
		await saveFile(uri, text);
		written.push(uri.fsPath);
	}
	if (written.length > 0) call.detach(() => tell(title, written));
	return written.length === 0 ? undefined : written;
};

function planOf(args: readonly unknown[]): Plan | undefined {
	const named = textOption(args, 'format');
	const form = exportForms.find(({ id }) => id === named);
	return form && { form, descendants: flagOption(args, 'descendants') ?? true };
}

function askPlan(title: string, hasBelow: boolean): Promise<Plan | undefined> {
	const choices: Choice<Plan>[] = exportForms.flatMap((form) => {
		const whole = {
			label: `$(${form.icon}) ${form.label}`,
			description: hasBelow ? 'with its children and forks' : form.about,
			value: { form, descendants: true },
		};
		if (!hasBelow) return [whole];
		return [whole, { ...whole, description: 'this session only', value: { form, descendants: false } }];
	});
	return choose({ title: `Export "${title}"`, placeholder: 'In which form?' }, choices);
}

async function acceptLosses(form: ExportForm, losses: readonly string[]): Promise<boolean> {
	if (losses.length === 0) return true;
	const shown = losses.slice(0, 8);
	if (losses.length > shown.length) shown.push(`…and ${String(losses.length - shown.length)} more.`);
	const answer = await vscode.window.showWarningMessage(
		`${form.label} cannot hold all of this.`,
		{ modal: true, detail: shown.map((loss) => `• ${loss}`).join('\n') },
		'Continue',
	);
	return answer === 'Continue';
}

function askFile(ref: SessionRef, name: string, form: ExportForm): Thenable<vscode.Uri | undefined> {
	return vscode.window.showSaveDialog({
		title: 'Export Session',
		saveLabel: 'Export',
		defaultUri: vscode.Uri.joinPath(vscode.Uri.parse(ref.folder), name),
		filters: { [form.label]: ['json'] },
	});
}

async function askFolderFor(count: number): Promise<vscode.Uri | undefined> {
	const [folder] =
		(await vscode.window.showOpenDialog({
			title: `Export ${String(count)} files`,
			openLabel: 'Export Here',
			canSelectFiles: false,
			canSelectFolders: true,
			defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir()),
		})) ?? [];
	return folder;
}

/** None when a file of one of the names is there: several files are written beside others, never over them. */
async function targetsIn(
	folder: vscode.Uri | undefined,
	files: readonly { readonly name: string; readonly text: string }[],
): Promise<readonly { readonly uri: vscode.Uri; readonly text: string }[] | undefined> {
	if (!folder) return undefined;
	const targets = files.map(({ name, text }) => ({ uri: vscode.Uri.joinPath(folder, name), text }));
	for (const { uri } of targets) {
		if (await exists(uri)) {
			throw new CommandError(`${uri.fsPath} is there already. Choose an empty folder.`);
		}
	}
	return targets;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
	try {
		await vscode.workspace.fs.stat(uri);
		return true;
	} catch {
		return false; // whatever else is wrong with the place, the write will say
	}
}

async function tell(title: string, written: readonly string[]): Promise<void> {
	const [first] = written;
	if (first === undefined) return;
	const where = written.length === 1 ? first : join(first, '..');
	const answer = await vscode.window.showInformationMessage(
		plainWords(`Exported "${title}" to ${where}.`),
		'Reveal File',
	);
	if (answer === 'Reveal File') {
		const uri = vscode.Uri.file(first);
		const inWorkspace = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
		await vscode.commands.executeCommand(inWorkspace ? 'revealInExplorer' : 'revealFileInOS', uri);
	}
}
