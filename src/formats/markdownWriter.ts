import type { Bundle, BundleSession } from '../store/bundleModel.js';
import type { Message } from '../store/model.js';
import { asTime } from '../store/records.js';
import { messagesById, pathTo } from './headPath.js';
import { messageSection, titleHeading } from './messageSection.js';
import { counted, shownTitle } from './shown.js';
import { titleFileName } from './titleFileName.js';
import { Losses, type Written } from './written.js';

/**
 * The sessions as Markdown to be read: one file a session with the whole path to its head, times in UTC. Nothing reads
 * it back.
 */
export function writeMarkdown(bundle: Bundle): Written {
	const messages = messagesById(bundle);
	const titles = new Map(bundle.sessions.map(({ id, title }) => [id, title]));
	const losses = new Losses();
	const taken = new Set<string>();
	const files = bundle.sessions.map((session) => {
		const path = pathTo(session.head, messages);
		countSession(session, path, losses);
		const from = titles.get(session.parentId ?? '');
		const lines = [
			titleHeading(session.title),
			...(from === undefined ? [] : [`${relationOf(session)} of ${titleHeading(from).slice(2)}.`]),
			path.length === 0 ? 'This session is empty.' : `${counted(path.length, 'message')}.`,
			...path.map((message, at) => messageSection(message, at + 1, utc)),
		];
		return { name: freeName(session.title, taken), text: `${lines.join('\n\n')}\n` };
	});
	return { files, losses: losses.inWords() };
}

function countSession(
	{ messages, snapshots }: BundleSession,
	path: readonly Message[],
	losses: Losses,
): void {
	const written = new Set(path.map(({ id }) => id));
	losses.add(
		'message',
		'on discarded or diverged branches left out: a document is one path without branches',
		messages.filter(({ id }) => !written.has(id)).length,
	);
	losses.add('snapshot', 'left out: a document shows only messages', snapshots.length);
	for (const { id, content } of messages) {
		if (typeof content === 'string' || !written.has(id)) continue;
		for (const part of content) {
			if (part.type === 'image' && part.data !== undefined) losses.add('image', 'told of in words only');
			if (part.type === 'file' && part.text === undefined) losses.add('file', 'told of by its name only');
		}
	}
}

function relationOf({ relation }: BundleSession): string {
	return relation === 'fork' ? 'Fork' : 'Child';
}

/** Of two sessions with one title the second has a number; upper and lower case are the same on some systems. */
function freeName(title: string, taken: Set<string>): string {
	const wanted = titleFileName(shownTitle(title, ''));
	let name = wanted;
	for (let copy = 2; taken.has(name.toLowerCase()); copy++) name = `${wanted} ${String(copy)}`;
	taken.add(name.toLowerCase());
	return `${name}.md`;
}

function utc(time: number): string {
	return new Date(asTime(time)).toISOString();
}
