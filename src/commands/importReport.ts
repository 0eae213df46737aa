import * as vscode from 'vscode';
import type { Reading } from '../formats/source.js';
import type { Previews } from '../views/previews.js';
import { CommandError } from './explain.js';

/** So many lines a dialog can hold; more become a document. */
const dialogLines = 6;

/** Tells which files could not be read. Whether to go on with the others; throws when there are none. */
export async function confirmFailures(
	{ failures, recognised }: Reading,
	previews: Previews,
): Promise<boolean> {
	if (failures.length === 0) return true;
	const lines = failures.map(({ message }) => message);
	if (recognised.length === 0) {
		if (lines.length > 1) await openReport(previews, 'No file could be imported', lines);
		throw new CommandError(
			lines.length === 1
				? `Nothing was imported. ${lines[0] ?? ''}`
				: 'Nothing was imported: no file could be read.',
		);
	}
	const failed = failures.length === 1 ? '1 file' : `${String(failures.length)} files`;
	const others =
		recognised.length === 1 ? 'Import the Other File' : `Import the Other ${String(recognised.length)}`;
	const answer = await vscode.window.showWarningMessage(
		`${failed} cannot be imported.`,
		{ modal: true, detail: cut(lines) },
		others,
	);
	return answer === others;
}

/** Opens a list as a document. */
export async function openReport(
	previews: Previews,
	heading: string,
	lines: readonly string[],
): Promise<void> {
	const list = lines.map((line) => `- ${line.replace(/\s*\n\s*/g, ' ')}`).join('\n');
	await previews.show(`${heading}.md`, `# ${heading}\n\n${list}\n`);
}

function cut(lines: readonly string[]): string {
	if (lines.length <= dialogLines) return lines.join('\n\n');
	return [...lines.slice(0, dialogLines), `…and ${String(lines.length - dialogLines)} more.`].join('\n\n');
}
