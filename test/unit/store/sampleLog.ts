/** A stamp of the year 2024: earlier than whatever a store writes now. */
const dawn = Date.UTC(2024, 0, 1) * 1000;

type Line = Readonly<Record<string, unknown>>;

/** A small log with every kind of record that its session's other commands could have written; lines without their ends. */
export function sampleLog(session: string, parentId: string | null, forkOf?: string): readonly string[] {
	let nth = 0;
	const id = (name: string): string => `${session}-${name}`;
	const record = (type: string, name: string, fields: Line): Line => {
		nth++;
		const of = type === 'message' ? {} : { session };
		return { type, id: id(name), at: dawn + nth * 1000, op: id(`op${nth}`), ...of, ...fields };
	};
	const message = (name: string, after: string | null, fields: Line): Line =>
		record('message', name, { after: after && id(after), timestamp: 1_704_067_200_000 + nth, ...fields });
	const lines: (Line | readonly Line[])[] = [
		[
			record('log', 'log', { v: 1, origin: 'written elsewhere' }),
			record('session', 'session', {
				title: `Session ${session} – žluťoučký 🦄`,
				parentId,
				relation: forkOf === undefined ? 'child' : 'fork',
				...(forkOf !== undefined && { forkPoint: { sessionId: forkOf, messageId: `${forkOf}-m2` } }),
				agentName: 'worker',
				metadata: { project: 'x', depth: { of: [1, 2, { three: null }] } },
				shared: false,
				createdAt: 1_704_067_200_000,
			}),
		],
		record('message', 'm1', {
			after: forkOf === undefined ? null : `${forkOf}-m2`,
			role: 'user',
			content: `Hello from ${session}`,
			timestamp: 1_704_067_200_000,
		}),
		[
			message('m2', 'm1', {
				role: 'assistant',
				content: [
					{ type: 'thinking', text: 'hm', signature: 'abc' },
					{ type: 'text', text: 'I will look.' },
				],
				toolCalls: [{ id: 'call 1', name: 'read', arguments: '{"path":"a.ts"}', extra: { index: 0 } }],
				metadata: { model: 'm', tokens: { input: 10, output: 20 }, cost: 0.25 },
			}),
			message('m3', 'm2', { role: 'tool', content: 'export {};', toolCallId: 'call 1' }),
		],
		record('snapshot', 'snapshot', { messageId: id('m3'), label: 'Before', createdAt: 1_704_067_300_000 }),
		message('m4', 'm3', {
			role: 'user',
			content: [
				{ type: 'image', mediaType: 'image/png', data: 'iVBORw0KGgo=' },
				{ type: 'file', name: 'a.ts', text: 'export {};' },
			],
		}),
		record('head', 'revert', { to: id('m3'), from: id('m4') }),
		message('m5', 'm3', { role: 'system', content: 'Line 1\nLine 2\t"quoted" \\ \u2028' }),
		record('set', 'rename', { fields: { title: `Renamed ${session}`, shared: true, agentName: null } }),
		record('set', 'metadata', { metadata: { project: null, 'new key': [true, 1.5e-7] } }),
		record('delete', 'unlabel', { snapshotId: id('snapshot') }),
		record('restore', 'label', { snapshotId: id('snapshot'), undoes: id('op12') }),
		record('delete', 'delete', {}),
		record('restore', 'restore', { undoes: id('op14') }),
		record('purge', 'purge', { logs: [{ name: `${session}.zzzzzzzzzz.jsonl`, size: 100 }] }),
		record('restore', 'again', {}),
		message('m6', 'm5', { role: 'assistant', content: 'The end.' }),
	];
	return lines.map((line) => JSON.stringify(line));
}
