import { ageText } from '../../formats/age.js';
import { counted, shownTitle } from '../../formats/shown.js';
import type { SessionTree } from '../../store/model.js';
import type { SessionReader } from '../../store/sessionStore.js';
import type { Call, CliCommand } from '../command.js';
import { sessionNamed } from '../naming.js';
import { type Styled, styled } from '../output.js';
import { shortIds } from '../shortIds.js';
import { withStore } from '../storeFolder.js';

/** Levels that are drawn; deeper ones stand at the same place and say how deep they are. */
const deepest = 24;

export const tree: CliCommand = {
	name: 'tree',
	parameters: '[session]',
	count: { least: 0, most: 1 },
	summary: 'show the sessions, or one with all below it',
	details: [
		'In a terminal ids are shortened to what tells them apart; elsewhere they and the times are whole.',
		'--json: a list of sessions as SessionTree of store.d.ts has them, each with its children in `children`.',
	],
	options: {},
	run: (call) =>
		withStore(call, 'look', async (store, folder) => {
			const roots = await rootsOf(call, store);
			if (call.flag('json')) await printJson(call, roots);
			else await print(call, store, roots);
			if (roots.length === 0) await call.errors.line(`There are no sessions in ${folder} yet.`);
			return 0;
		}),
};

async function rootsOf(call: Call, store: SessionReader): Promise<readonly SessionTree[]> {
	const [name] = call.given;
	if (name !== undefined) return [await store.getSessionTree((await sessionNamed(store, name)).id)];
	return (await store.getSessionTree()).toSorted((a, b) => b.updatedAt - a.updatedAt);
}

/** By hand, level by level down and up: `JSON.stringify` does not reach the bottom of a deep tree. */
async function printJson({ out }: Call, roots: readonly SessionTree[]): Promise<void> {
	await out.jsonPiece('[');
	const open = [{ nodes: roots, next: 0 }];
	for (let level = open.at(-1); level; level = open.at(-1)) {
		const node = level.nodes[level.next];
		if (node) {
			const { children, ...session } = node;
			const comma = level.next > 0 ? ',' : '';
			level.next++;
			await out.jsonPiece(`${comma}\n${JSON.stringify(session).slice(0, -1)},"children":[`);
			open.push({ nodes: children, next: 0 });
		} else {
			open.pop();
			await out.jsonPiece(open.length > 0 ? ']}' : '\n]\n');
		}
	}
}

interface Row {
	readonly node: SessionTree;
	readonly depth: number;
	/** What is drawn before its own branch: the lines of those above it. */
	readonly before: string;
	readonly isLast: boolean;
}

async function print({ out }: Call, store: SessionReader, roots: readonly SessionTree[]): Promise<void> {
	const drawing = out.isTerminal ? lines : blanks;
	const now = Date.now();
	const short = out.isTerminal
		? shortIds((await store.listSessions({ deleted: 'include' })).map(({ id }) => id))
		: (id: string): string => id;
	const rows: Row[] = roots.toReversed().map((node) => ({ node, depth: 0, before: '', isLast: true }));
	for (let row = rows.pop(); row; row = rows.pop()) {
		const { node, depth, before, isLast } = row;
		const branch = depth === 0 ? '' : isLast ? drawing.last : drawing.more;
		const level = depth > deepest ? `(level ${String(depth + 1)}) ` : '';
		await out.line(
			styled('dim', `${before}${branch}${level}`),
			styled('bold', shownTitle(node.title)),
			styled(
				'dim',
				`  ${aboutSession(node, out.isTerminal ? ageText(node.updatedAt, now) : iso(node.updatedAt))}`,
			),
			styled('cyan', `  ${short(node.id)}`),
		);
		const below = depth === 0 || depth > deepest ? before : before + (isLast ? drawing.gap : drawing.rail);
		const { children } = node;
		if (node.snapshotCount > 0) {
			const snapshots = await store.getSnapshots(node.id);
			for (const [at, { id, label, messageCount }] of snapshots.entries()) {
				const ends = at === snapshots.length - 1 && children.length === 0;
				await out.line(
					...snapshotLine(`${below}${ends ? drawing.last : drawing.more}`, label, messageCount),
					styled('cyan', `  ${out.isTerminal ? id.slice(0, 8) : id}`),
				);
			}
		}
		for (const [at, child] of [...children.entries()].reverse())
			rows.push({ node: child, depth: depth + 1, before: below, isLast: at === children.length - 1 });
	}
}

const lines = { more: '├─ ', last: '└─ ', rail: '│  ', gap: '   ' };
const blanks = { more: '  ', last: '  ', rail: '  ', gap: '  ' };

function snapshotLine(before: string, label: string, messageCount: number): readonly Styled[] {
	const where =
		messageCount === 0 ? 'before the first message' : `at message ${messageCount.toLocaleString()}`;
	return [
		styled('dim', before),
		styled('yellow', `@ ${shownTitle(label, 'Untitled snapshot')}`),
		styled('dim', `  ${where}`),
	];
}

function aboutSession(session: SessionTree, when: string): string {
	const { relation, parentId, agentName, messageCount } = session;
	return [
		...(relation === 'fork' ? ['fork'] : parentId === null ? [] : ['child']),
		counted(messageCount, 'message'),
		when,
		...(agentName === null ? [] : [`by ${shownTitle(agentName, 'nobody')}`]),
		...(['shared', 'readOnly', 'incomplete', 'damaged', 'deleted'] as const).flatMap((mark) =>
			session[mark] ? marks[mark] : [],
		),
	].join(' · ');
}

const marks = {
	shared: 'shared',
	readOnly: 'read-only',
	incomplete: 'incomplete',
	damaged: 'damaged',
	deleted: 'in the trash',
};

function iso(time: number): string {
	return new Date(time).toISOString();
}
