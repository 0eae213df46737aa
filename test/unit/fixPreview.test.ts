import assert from 'node:assert/strict';
import type { Fix } from '../../src/store/finding.js';
import { fixPreview, type FixSubject } from '../../src/views/fixPreview.js';

const subject: FixSubject = {
	title: 'Parser',
	head: 'last',
	titles: new Map([['above', 'Above']]),
	labels: new Map([['snap', 'It worked']]),
};

function preview(fix: Fix, kind: 'unfinished-purge' | 'unfinished-import' | 'torn-line' = 'torn-line') {
	return fixPreview(
		{ kind, severity: 'warning', file: 'a.jsonl', line: 3, message: 'Something is wrong.', fix },
		'sessionId' in fix ? subject : undefined,
	);
}

/** What only one side says, paragraph by paragraph, the record that is written without its white space. */
function changes(fix: Fix, kind?: Parameters<typeof preview>[1]): readonly (readonly string[])[] {
	const [now, then] = Object.values(preview(fix, kind)).map((text: string) => text.split('\n\n'));
	assert.equal(now?.length, then?.length);
	const body = (paragraph = ''): string => {
		const text = paragraph.slice(paragraph.indexOf('\n')).trim();
		return text.startsWith('{') ? JSON.stringify(JSON.parse(text)) : text;
	};
	return (now ?? []).flatMap((each, nth) => (each === then?.[nth] ? [] : [[body(each), body(then?.[nth])]]));
}

describe('The preview of a fix', () => {
	it('names the problem, the session, the change and the way back', () => {
		const { now } = preview({ type: 'deleteSnapshot', sessionId: 's', snapshotId: 'snap' });
		assert.equal(
			now,
			`Delete the snapshot

Problem
    Something is wrong.
    a.jsonl, line 3

Session
    Parser

Snapshot “It worked”
    there, and leads nowhere

Added to its logs, whose lines all stay
    nothing

Undo
    Offered right after, and at any time
    by the command Sessions: Undo Last
    Change…
`,
		);
	});

	for (const [fix, expected] of [
		[
			{ type: 'settlePlace', sessionId: 's', parentId: null, insteadOf: 'gone' },
			[
				['gone, which is not here', 'none: it is a root'],
				['nothing', '{"type":"set","session":"s","fields":{"parentId":null}}'],
			],
		],
		[
			{ type: 'settlePlace', sessionId: 's', parentId: 'above', insteadOf: 'gone' },
			[
				['gone, which is not here', 'Above'],
				['nothing', '{"type":"set","session":"s","fields":{"parentId":"above"}}'],
			],
		],
		[
			{ type: 'acceptLine', sessionId: 's', line: 'ab12' },
			[
				['reported as torn-line', 'not reported any more, in every copy of it'],
				['nothing', '{"type":"set","session":"s","accepted":{"ab12":true}}'],
			],
		],
		[
			{ type: 'moveHead', sessionId: 's', messageId: 'm' },
			[
				['a message that is not here: it is empty', 'the message m'],
				['nothing', '{"type":"head","session":"s","to":"m","from":"last"}'],
			],
		],
		[{ type: 'renameFile', from: 'a.txt', to: 'a.txt.aside' }, [['a.txt', 'a.txt.aside']]],
	] as const) {
		it(`shows what ${fix.type} writes`, () => {
			assert.deepEqual(changes(fix), expected);
		});
	}

	it('says of what cannot be undone that it cannot', () => {
		for (const kind of ['unfinished-purge', 'unfinished-import'] as const) {
			assert.equal(changes({ type: 'clearUp' }, kind).length, 1);
			assert.match(preview({ type: 'clearUp' }, kind).then, /Undo\n {4}This cannot be undone\./);
		}
	});

	it('breaks long sentences into lines', () => {
		const fix: Fix = { type: 'clearUp' };
		const message = `${'word '.repeat(100)}end.`;
		const { now } = fixPreview(
			{ kind: 'unfinished-import', severity: 'info', file: 'a.jsonl', line: 1, message, fix },
			undefined,
		);
		assert.ok(now.split('\n').every((line) => line.length < 60));
		assert.equal(now.match(/word/g)?.length, 100);
	});
});
