import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { mostSelected, type FromTranscript } from '../../../src/protocol/transcript.js';
import { longestCode, longestPath, mostPaths } from '../../../src/protocol/contentGuard.js';
import {
	asFromTranscript,
	asTranscriptState,
	longestQuery,
	longestText,
} from '../../../src/protocol/transcriptGuard.js';

const id = 'abcdefghij0123456789';
const query = { text: 'x', matchCase: false, wholeWord: false, regex: false, role: 'all' };
const find = (fields: object): unknown => ({
	type: 'find',
	search: 1,
	from: 0,
	query: { ...query, ...fields },
});

const good: readonly FromTranscript[] = [
	{ type: 'ready', place: null },
	{ type: 'ready', place: { messageId: id, offset: -12.5 } },
	{ type: 'page', epoch: 1, toward: 'earlier', index: 100 },
	{ type: 'page', epoch: 1, toward: 'later', index: 0 },
	{ type: 'jump', to: 'end' },
	{ type: 'jump', to: 7 },
	{ type: 'seek', index: 12 },
	{ type: 'kept', place: null, unfolded: [{ messageId: id, parts: ['call 0'] }] },
	{ type: 'more', ref: { messageId: id, field: 'arguments', index: 2 } },
	{ type: 'find', search: 3, query: null, from: 0 },
	{
		type: 'find',
		search: 4,
		query: { text: '(', matchCase: true, wholeWord: false, regex: true, role: 'tool' },
		from: 99,
	},
	{ type: 'step', by: -1 },
	{ type: 'focus', messageId: id },
	{ type: 'focus', messageId: null },
	{ type: 'command', command: 'forkFromMessage', messageId: id },
	{ type: 'snapshot', snapshotId: id },
	{ type: 'command', command: 'copyMessageLink', messageId: id },
	{ type: 'switch', messageId: id, place: null },
	{ type: 'switch', messageId: id, place: { messageId: id, offset: 40 } },
	{ type: 'select', messageIds: [] },
	{ type: 'select', messageIds: [id, 'b'] },
	{ type: 'range', start: 0, end: 100_000 },
	{ type: 'selection', command: 'newSessionFromSelection' },
	{ type: 'open', sessionId: 'My.session-1', messageId: null },
	{ type: 'open', sessionId: 'two', messageId: id },
	{ type: 'restore' },
	{ type: 'send', role: 'tool', text: ' two\nlines ' },
	{ type: 'code', action: 'copy', code: { source: 'let a;', language: 'ts', file: null } },
	{
		type: 'code',
		action: 'compare',
		code: { source: { messageId: id, field: 'content', index: 0 }, language: '', file: 'src/a.ts' },
	},
	{ type: 'files', paths: ['src/a.ts', '../../etc/passwd'] },
	{ type: 'openFile', place: { path: 'src/a.ts', line: 12, column: null } },
	{ type: 'openFile', place: { path: 'src/a.ts', line: null, column: null } },
	{ type: 'openFile', place: { path: 'src/a.ts', line: 12, column: 5 } },
];

describe('what the transcript page posts', () => {
	for (const message of good) {
		it(`takes ${JSON.stringify(message)}`, () => {
			assert.deepEqual(asFromTranscript(JSON.parse(JSON.stringify(message))), message);
		});
	}

	it('hands on nothing but the fields it knows', () => {
		const value: unknown = JSON.parse(
			`{"type":"switch","messageId":"${id}","__proto__":{"a":1},"folder":"file:///etc"}`,
		);
		assert.deepEqual(asFromTranscript(value), { type: 'switch', messageId: id, place: null });
	});

	const bad: (readonly [string, unknown])[] = [
		['nothing', undefined],
		['null', null],
		['a text', 'ready'],
		['a list', []],
		['no type', { messageId: id }],
		['an inherited name as type', { type: 'constructor' }],
		['a type that is no text', { type: ['ready'] }],
		['a page without epoch', { type: 'page', toward: 'later', index: 1 }],
		['a negative index', { type: 'page', epoch: 1, toward: 'later', index: -1 }],
		['an index that is no whole number', { type: 'page', epoch: 1, toward: 'later', index: 1.5 }],
		['an endless index', { type: 'page', epoch: 1, toward: 'later', index: Infinity }],
		['another direction', { type: 'page', epoch: 1, toward: 'sideways', index: 1 }],
		['a jump to elsewhere', { type: 'jump', to: '../end' }],
		['more of another field', { type: 'more', ref: { messageId: id, field: '__proto__', index: 0 } }],
		['a find without a query', { type: 'find', search: 1, from: 0 }],
		['a find by no number', { type: 'find', query: null, from: 0, search: '1' }],
		['a find from nowhere', { type: 'find', search: 1, query, from: -1 }],
		['an endless query', find({ text: 'x'.repeat(longestQuery + 1) })],
		['a query that is no text', find({ text: ['x'] })],
		['a case that is no yes or no', find({ matchCase: 1 })],
		['a word that is no yes or no', find({ wholeWord: 'no' })],
		['an expression that is no yes or no', find({ regex: null })],
		['a query in a role that nobody has', find({ role: 'root' })],
		['a step too far', { type: 'step', by: 2 }],
		['more of nothing', { type: 'more' }],
		['focus on a number', { type: 'focus', messageId: 7 }],
		['a command that is not for messages', { type: 'command', command: 'purgeSession', messageId: id }],
		['a command by its full id', { type: 'command', command: 'workbench.action.quit', messageId: id }],
		['a command named like a method', { type: 'command', command: 'toString', messageId: id }],
		['a path as message', { type: 'command', command: 'copyMessage', messageId: '../../x' }],
		['an endless id', { type: 'switch', messageId: 'a'.repeat(65) }],
		['a selection of something else', { type: 'select', messageIds: [id, { id }] }],
		['a selection that is no list', { type: 'select', messageIds: { length: 1, 0: id } }],
		[
			'a selection beyond all measure',
			{ type: 'select', messageIds: Array.from({ length: mostSelected + 1 }, () => id) },
		],
		['a range that ends before it starts', { type: 'range', start: 5, end: 4 }],
		['a range without end', { type: 'range', start: 0, end: Infinity }],
		['a command that is not for selections', { type: 'selection', command: 'deleteSession' }],
		['a command for selections named like a method', { type: 'selection', command: 'toString' }],
		['an empty id', { type: 'snapshot', snapshotId: '' }],
		['a session that is an object', { type: 'open', sessionId: { toString: null }, messageId: null }],
		['open without a message field', { type: 'open', sessionId: id }],
		['a place before the first', { type: 'seek', index: -1 }],
		['a place between two messages', { type: 'jump', to: 0.5 }],
		['a role that nobody has', { type: 'send', role: 'root', text: 'x' }],
		['an empty text', { type: 'send', role: 'user', text: ' \n' }],
		['a text beyond all measure', { type: 'send', role: 'user', text: 'x'.repeat(longestText + 1) }],
	];
	const code = { source: 'x', language: 'ts', file: null };
	const place = { path: 'a.ts', line: null, column: null };
	bad.push(
		['code without an action', { type: 'code', code }],
		['another action on code', { type: 'code', action: 'run', code }],
		['no code', { type: 'code', action: 'copy', code: null }],
		['code that is a number', { type: 'code', action: 'copy', code: { ...code, source: 7 } }],
		[
			'endless code',
			{ type: 'code', action: 'copy', code: { ...code, source: 'x'.repeat(longestCode + 1) } },
		],
		['an endless language', { type: 'code', action: 'open', code: { ...code, language: 'x'.repeat(101) } }],
		['code of a file that is no text', { type: 'code', action: 'open', code: { ...code, file: {} } }],
		[
			'code in a field that is none',
			{ type: 'code', action: 'open', code: { ...code, source: { messageId: id, field: 'id', index: 0 } } },
		],
		['no paths', { type: 'files', paths: [] }],
		['paths that are no list', { type: 'files', paths: 'src/a.ts' }],
		['paths that are no texts', { type: 'files', paths: ['a.ts', null] }],
		['too many paths', { type: 'files', paths: Array.from({ length: mostPaths + 1 }, () => 'a.ts') }],
		['an endless path', { type: 'files', paths: ['a'.repeat(longestPath + 1)] }],
		['a file without a path', { type: 'openFile', place: { ...place, path: '' } }],
		['a file at line 0', { type: 'openFile', place: { ...place, line: 0 } }],
		['a file at half a line', { type: 'openFile', place: { ...place, line: 1.5 } }],
		['a file at an endless column', { type: 'openFile', place: { ...place, column: Infinity } }],
		['a file without a line field', { type: 'openFile', place: { path: 'a.ts' } }],
	);
	for (const [name, value] of bad) {
		it(`refuses ${name}`, () => {
			assert.equal(asFromTranscript(value), undefined);
		});
	}
});

describe('whatever the transcript page posts', () => {
	it('is refused, or becomes one of the messages with their fields and no other', () => {
		fc.assert(
			fc.property(fc.oneof(anything, changed(good)), (value) => {
				const message = asFromTranscript(value);
				if (message === undefined) return;
				assert.deepEqual(
					strangersIn(message, shapesOf(good.filter(({ type }) => type === message.type))),
					[],
				);
				assert.deepEqual(asFromTranscript(message), message);
			}),
			{ numRuns: 5000 },
		);
	});

	it('gives the same state of the page, or none', () => {
		const state = { folder: 'file:///ws', sessionId: 'one', place: { messageId: id, offset: 4 } };
		const whole = { ...state, draft: { role: 'system', text: 'half a sent' } };
		fc.assert(
			fc.property(fc.oneof(anything, changed([whole])), (value) => {
				const kept = asTranscriptState(value);
				if (kept === undefined) return;
				assert.deepEqual(
					strangersIn(kept, shapesOf([asTranscriptState(whole), { ...kept, place: null }])),
					[],
				);
				assert.deepEqual(asTranscriptState(kept), kept);
			}),
			{ numRuns: 5000 },
		);
	});
});

/** What structured cloning can hand over, and what looks like the real thing. */
const hostile = fc.oneof(
	fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withSet: true }),
	fc.constantFrom<unknown>(
		...[
			NaN,
			-0,
			-1,
			0.5,
			Infinity,
			2 ** 53,
			2 ** 31,
			true,
			false,
			null,
			undefined,
			'',
			' ',
			'..',
			'../x',
			'a/b',
		],
		...[
			'__proto__',
			'constructor',
			'toString',
			`${id}\n`,
			`${id}\0`,
			'a'.repeat(65),
			'x'.repeat(longestText + 1),
		],
		...[
			[],
			[id],
			{},
			{ length: 1 },
			new Date(0),
			new Map([['type', 'ready']]),
			/a/,
			new Uint8Array(2),
			Object(id),
		],
	),
);
const names = [
	'type',
	'messageId',
	'sessionId',
	'place',
	'ref',
	'text',
	'__proto__',
	'constructor',
	'folder',
];
const anything = fc.oneof(
	hostile,
	fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), fc.oneof(hostile, fc.string()), {
		noNullPrototype: false,
	}),
);

/** One of `values`, in which a field at any depth is replaced and some are added. */
function changed(values: readonly unknown[]): fc.Arbitrary<unknown> {
	return fc
		.tuple(fc.constantFrom(...values), fc.nat(), hostile, fc.dictionary(fc.string(), hostile))
		.map(([value, at, replacement, extra]) => {
			const copy = structuredClone(value);
			const fields = [...fieldsIn(copy)];
			const field = fields[at % (2 * fields.length)]; // half of them only get fields that nobody knows
			if (field) field.owner[field.name] = replacement;
			for (const { owner } of fields) for (const [name, what] of Object.entries(extra)) owner[name] ??= what;
			return copy;
		});
}

function* fieldsIn(
	value: unknown,
): Iterable<{ readonly owner: Record<string, unknown>; readonly name: string }> {
	if (typeof value !== 'object' || value === null) return;
	const owner = value as Record<string, unknown>;
	for (const name of Object.keys(owner)) {
		yield { owner, name };
		yield* fieldsIn(owner[name]);
	}
}

/** The paths of the fields of each value, with the kind of what lies there. */
function shapesOf(values: readonly unknown[]): ReadonlySet<string> {
	return new Set(values.flatMap((value) => pathsIn(value)));
}

function strangersIn(value: unknown, shapes: ReadonlySet<string>): readonly string[] {
	return pathsIn(value).filter((path) => !shapes.has(path));
}

function pathsIn(value: unknown, path = ''): readonly string[] {
	if (typeof value !== 'object' || value === null) return [`${path}: ${kindOf(value)}`];
	const prototype: unknown = Object.getPrototypeOf(value);
	if (prototype !== Object.prototype && !Array.isArray(value)) return [`${path}: no plain object`];
	const names: readonly PropertyKey[] = Reflect.ownKeys(value);
	return names.flatMap((name) =>
		pathsIn(
			(value as Record<PropertyKey, unknown>)[name],
			`${path}.${Array.isArray(value) ? '*' : String(name)}`,
		),
	);
}

/** Numbers that JSON cannot hold, and texts beyond all measure, are a kind of their own. */
function kindOf(value: unknown): string {
	if (typeof value === 'number') return Number.isFinite(value) ? 'number' : 'no finite number';
	if (typeof value === 'string') return value.length <= longestText ? 'string' : 'endless string';
	return value === null ? 'null' : typeof value;
}
