import { strict as assert } from 'node:assert';
import type { Message, Session, Snapshot } from '../../../src/store/model.js';
import {
	frameOf,
	marksOf,
	readOnlyReason,
	titleOf,
	type Surroundings,
} from '../../../src/views/transcriptFrame.js';

const session = (id: string, more: Partial<Session> = {}): Session => ({
	id,
	title: `Title of ${id}`,
	head: null,
	parentId: null,
	relation: 'child',
	forkPoint: null,
	agentName: null,
	metadata: {},
	shared: false,
	createdAt: 1,
	updatedAt: 1,
	source: null,
	messageCount: 0,
	deleted: false,
	readOnly: false,
	incomplete: false,
	snapshotCount: 0,
	damaged: false,
	...more,
});
const snapshot = (id: string, messageId: string | null, createdAt: number): Snapshot => ({
	id,
	sessionId: 'fork',
	messageId,
	label: `Label of ${id}`,
	createdAt,
	metadata: {},
	messageIndex: 0,
	messageCount: 1,
});
const forkOf = (
	id: string,
	sessionId: string,
	messageId: string | null,
	more: Partial<Session> = {},
): Session =>
	session(id, { relation: 'fork', parentId: sessionId, forkPoint: { sessionId, messageId }, ...more });
const said = (id: string, content: string): Message => ({
	id,
	after: null,
	role: 'assistant',
	content,
	timestamp: 1,
	metadata: {},
});

const root = session('root');
const parent = forkOf('parent', 'root', 'm2');
const fork = forkOf('fork', 'parent', 'm5', { messageCount: 9, shared: true, agentName: 'coder' });
const around: Surroundings = {
	session: fork,
	ancestors: [parent, root],
	moreAncestors: false,
	sources: [
		{ session: parent, forkPoint: { messageId: 'm5', index: 5 } },
		{ session: root, forkPoint: { messageId: 'm2', index: 2 } },
	],
	snapshots: [snapshot('s2', 'm7', 20), snapshot('s1', 'm7', 10), snapshot('s0', null, 5)],
	partings: [
		{
			messageId: 'm7',
			alternatives: [
				{
					state: 'discarded',
					end: 'x9',
					messageCount: 4,
					first: said('x6', '\n Left  \nover'),
					branchCount: 2,
				},
				{ state: 'current', end: 'm7', messageCount: 0, first: null, branchCount: 1 },
			],
		},
	],
	sessions: [
		root,
		parent,
		fork,
		session('task', { parentId: 'fork' }),
		forkOf('sibling', 'root', 'm2'),
		forkOf('mine', 'fork', 'm7', { createdAt: 3 }),
		forkOf('empty', 'fork', null),
		forkOf('stranger', 'elsewhere', 'm7'),
	],
};

describe('the frame of a transcript', () => {
	it('tells where a fork of a fork stands', () => {
		assert.deepEqual(frameOf('file:///ws', around, true), {
			folder: 'file:///ws',
			sessionId: 'fork',
			title: 'Title of fork',
			relation: 'fork',
			ancestors: [
				{ sessionId: 'root', title: 'Title of root' },
				{ sessionId: 'parent', title: 'Title of parent' },
			],
			moreAncestors: false,
			seams: [
				{ messageId: 'm5', index: 5, from: { sessionId: 'parent', title: 'Title of parent' } },
				{ messageId: 'm2', index: 2, from: { sessionId: 'root', title: 'Title of root' } },
			],
			agentName: 'coder',
			shared: true,
			messageCount: 9,
			snapshotCount: 3,
			forkCount: 2,
			childCount: 1,
			deleted: false,
			incomplete: false,
			damaged: false,
			readOnly: null,
		});
	});

	it('leaves out a fork point that lies past a nearer one', () => {
		const sources = [
			{ session: parent, forkPoint: { messageId: 'm1', index: 1 } },
			{ session: root, forkPoint: { messageId: 'm2', index: 2 } },
		];
		const { seams } = frameOf('', { ...around, sources }, true);
		assert.deepEqual(
			seams.map(({ index }) => index),
			[1],
		);
	});

	it('tells roots, children and forks apart', () => {
		const relationOf = (one: Session): string => frameOf('', { ...around, session: one }, true).relation;
		assert.deepEqual([root, session('c', { parentId: 'root' }), fork].map(relationOf), [
			'root',
			'child',
			'fork',
		]);
	});

	it('says why nothing can be written', () => {
		const reasons = [
			readOnlyReason(root, true),
			readOnlyReason(root, false),
			readOnlyReason(session('a', { readOnly: true }), true),
			readOnlyReason(session('a', { deleted: true }), false),
		].map((reason) => reason?.split(/[:.]/)[0] ?? null);
		assert.deepEqual(reasons, [
			null,
			'This workspace is in Restricted Mode',
			'A newer version of Session Hierarchy wrote this session',
			'This session is in the trash',
		]);
	});

	it('names the nameless', () => {
		assert.deepEqual([titleOf({ title: ' ' }), titleOf({ title: 'A' })], ['Untitled session', 'A']);
	});
});

describe('the marks of a transcript', () => {
	it('stand at their messages: snapshots by age, forks of the family but not its own line, partings', () => {
		assert.deepEqual(marksOf(around), [
			{
				messageId: null,
				marks: [
					{ kind: 'snapshot', snapshotId: 's0', label: 'Label of s0', time: 5 },
					{ kind: 'fork', session: { sessionId: 'empty', title: 'Title of empty' } },
				],
			},
			{
				messageId: 'm7',
				marks: [
					{ kind: 'snapshot', snapshotId: 's1', label: 'Label of s1', time: 10 },
					{ kind: 'snapshot', snapshotId: 's2', label: 'Label of s2', time: 20 },
					{ kind: 'fork', session: { sessionId: 'mine', title: 'Title of mine' } },
					{
						kind: 'parting',
						ways: [
							{
								state: 'discarded',
								end: 'x9',
								messageCount: 4,
								first: { role: 'assistant', words: 'Left' },
								branchCount: 2,
							},
							{ state: 'current', end: 'm7', messageCount: 0, first: null, branchCount: 1 },
						],
					},
				],
			},
			{
				messageId: 'm2',
				marks: [{ kind: 'fork', session: { sessionId: 'sibling', title: 'Title of sibling' } }],
			},
		]);
	});
});
