import { recordOfFix } from '../store/fixRecord.js';
import { canTakeBack, fixTitle, type Fixable } from './fixWords.js';

/** What is known of the session that a fix is about. */
export interface FixSubject {
	readonly title: string;
	/** Its last message. */
	readonly head: string | null;
	/** Titles of sessions by id. */
	readonly titles: ReadonlyMap<string, string>;
	/** Labels of its snapshots by id. */
	readonly labels: ReadonlyMap<string, string>;
}

/** The two sides of a preview. */
export interface FixPreview {
	readonly now: string;
	readonly then: string;
}

/** Columns of a line, so that two sides fit beside each other. */
const width = 40;

/** Says exactly what a fix will change, as two texts to be compared. `subject`: undefined when it is about a file. */
export function fixPreview(finding: Fixable, subject: FixSubject | undefined): FixPreview {
	const { file, line, message } = finding;
	const side = (nth: 0 | 1): string =>
		[
			fixTitle(finding),
			'',
			'Problem',
			...wrapped(message),
			`    ${file}, line ${String(line)}`,
			...(subject ? ['', 'Session', `    ${subject.title}`] : []),
			...changes(finding, subject).flatMap(([name, ...values]) => ['', name, indented(values[nth])]),
			'',
			'Undo',
			...wrapped(undoWords(finding)),
			'',
		].join('\n');
	return { now: side(0), then: side(1) };
}

function undoWords(finding: Fixable): string {
	if (finding.fix.type === 'removeIndex') return 'There is nothing to undo: the logs hold all of it.';
	if (!canTakeBack(finding)) return 'This cannot be undone. The next write to the folder would do the same.';
	return finding.fix.type === 'renameFile'
		? 'Offered right after; later, rename the file back.'
		: 'Offered right after, and at any time by the command Sessions: Undo Last Change…';
}

const indented = (text: string): string => text.replace(/^/gm, '    ');

/** What changes: a name, what is so now, what will be. */
type Change = readonly [name: string, now: string, then: string];

function changes({ fix, kind, file, line }: Fixable, subject: FixSubject | undefined): readonly Change[] {
	const record = (head: string | null): Change => [
		'Added to its logs, whose lines all stay',
		'nothing',
		'sessionId' in fix ? JSON.stringify(recordOfFix(fix, head), undefined, 2) : '',
	];
	const named = (id: string | null): string =>
		id === null ? 'none: it is a root' : (subject?.titles.get(id) ?? `${id}, which is not here`);
	switch (fix.type) {
		case 'settlePlace':
			return [
				['Parent that its log names', named(fix.insteadOf), named(fix.parentId)],
				['Where it is shown', named(fix.parentId), named(fix.parentId)],
				record(subject?.head ?? null),
			];
		case 'acceptLine':
			return [
				[
					`Line ${String(line)} of ${file}`,
					`reported as ${kind}`,
					'not reported any more, in every copy of it',
				],
				record(null),
			];
		case 'deleteSnapshot': {
			const label = subject?.labels.get(fix.snapshotId) ?? fix.snapshotId;
			return [[`Snapshot “${label}”`, 'there, and leads nowhere', 'deleted'], record(null)];
		}
		case 'moveHead':
			return [
				['The transcript ends at', 'a message that is not here: it is empty', `the message ${fix.messageId}`],
				record(subject?.head ?? null),
			];
		case 'renameFile':
			return [['Name of the file, whose content stays', fix.from, fix.to]];
		case 'clearUp':
			return kind === 'unfinished-purge'
				? [[file, 'holds what was deleted permanently', 'is empty']]
				: [[file, 'lies where the import left it', 'is gone, or in its place if the import counted']];
		case 'removeIndex':
			return [[file, 'does not fit the logs', 'is gone, and made anew from the logs when it is needed']];
		case 'undo':
			return [];
		default:
			return fix satisfies never;
	}
}

function wrapped(text: string): readonly string[] {
	const lines: string[] = [];
	let line = '   ';
	for (const word of text.split(' ')) {
		if (line.length + word.length > width && line.trim() !== '') {
			lines.push(line);
			line = '   ';
		}
		line += ` ${word}`;
	}
	return [...lines, line];
}
