import assert from 'node:assert/strict';
import { fileOfCode, placeInAddress, placeInCode } from '../../../src/protocol/filePlace.js';
import { likeliestFirst, pathBelow } from '../../../src/views/workspacePath.js';

const place = (path: string, line: number | null = null, column: number | null = null): object => ({
	path,
	line,
	column,
});

describe('a path in a message', () => {
	const inCode: readonly (readonly [string, object | undefined])[] = [
		['src/a.ts', place('src/a.ts')],
		['src/a.ts:12', place('src/a.ts', 12)],
		['src/a.ts:12:5', place('src/a.ts', 12, 5)],
		['a.ts#L12', place('a.ts', 12)],
		['./a.ts#L12-L20', place('./a.ts', 12)],
		['src/a.ts(12,5)', place('src/a.ts', 12, 5)],
		['src\\deep\\a.ts:3', place('src\\deep\\a.ts', 3)],
		['/abs/a.test.ts', place('/abs/a.test.ts')],
		['a.ts:0', place('a.ts')],
		['src/a', undefined],
		['npm run build', undefined],
		['1.5', undefined],
		['https://a.example/b.html', undefined],
		['C:\\ws\\a.ts', undefined],
		['C:/ws/a.ts:1', undefined],
		['\\\\server\\share\\a.ts', undefined],
		['//server/share/a.ts', undefined],
		['file:///etc/a.conf', undefined],
		['a "b".ts', undefined],
		[`${'a/'.repeat(300)}a.ts`, undefined],
	];
	for (const [text, expected] of inCode) {
		it(`in inline code: ${text.slice(0, 40)}`, () => {
			assert.deepEqual(placeInCode(text), expected);
		});
	}

	const inAddress: readonly (readonly [string, object | undefined])[] = [
		['src/my%20file.ts#L10', place('src/my file.ts', 10)],
		['src/a%2520b.ts', place('src/a%20b.ts')],
		['retry.ts:7', place('retry.ts', 7)],
		['LICENSE', place('LICENSE')],
		['docs/a.md#heading', place('docs/a.md')],
		['100%.md', place('100%.md')],
		['#heading', undefined],
		['src/', undefined],
		['https://a.example', undefined],
		['mailto:a@b.example', undefined],
		['command:workbench.action.quit', undefined],
		['vscode://a.b/c', undefined],
		['data:text/html,x', undefined],
		['javascript:alert(1)', undefined],
		['file:///etc/passwd', undefined],
		['%6aavascript:alert(1)', undefined],
		['//server/share/a.ts', undefined],
		['%5C%5Cserver%5Cshare%5Ca.ts', undefined],
		['a%00.ts', undefined],
	];
	for (const [text, expected] of inAddress) {
		it(`in the address of a link: ${text}`, () => {
			assert.deepEqual(placeInAddress(text), expected);
		});
	}

	const ofCode: readonly (readonly [string, string, string, string | null])[] = [
		['ts src/a.ts', '', '', 'src/a.ts'],
		['ts title="src/a.ts"', '', '', 'src/a.ts'],
		['ts:src/a.ts', '', '', 'src/a.ts'],
		['ts', '// src/a.ts\nlet a;', '', 'src/a.ts'],
		['py', '# file: lib/a.py\nx = 1', '', 'lib/a.py'],
		['html', '<!-- index.html -->\n<p>', '', 'index.html'],
		['sh', '#!/bin/run.sh\nls', '', null],
		['ts', 'let a;', 'Now change `src/a.ts`:', 'src/a.ts'],
		['ts', 'let a;', 'In b.ts, and then in (src/a.ts):', 'src/a.ts'],
		['ts', '// one of the words\nlet a;', 'That is it.', null],
	];
	for (const [info, code, before, expected] of ofCode) {
		it(`that a block of code is of: ${JSON.stringify([info, code, before])}`, () => {
			assert.equal(fileOfCode(info, code, before), expected);
		});
	}
});

describe('a path below the workspace folder', () => {
	const paths: readonly (readonly [string, string | undefined])[] = [
		['src/a.ts', 'src/a.ts'],
		['./src/../b.ts', 'b.ts'],
		['src\\a.ts', 'src/a.ts'],
		['/ws/one/src/a.ts', 'src/a.ts'],
		['/ws/one/x/../a.ts', 'a.ts'],
		['/ws/one/../two/a.ts', undefined],
		['/ws/onemore/a.ts', undefined],
		['/etc/passwd', undefined],
		['../two/a.ts', undefined],
		['src/../../two/a.ts', undefined],
		['..\\two\\a.ts', undefined],
		['C:\\ws\\one\\a.ts', undefined],
		['C:a.ts', undefined],
		['src/a.ts:stream', undefined],
		['\\\\server\\share\\a.ts', undefined],
		['//ws/one/a.ts', undefined],
		['a\u0000.ts', undefined],
		['.', undefined],
		['/ws/one', undefined],
		['a%2e%2e/b.ts', 'a%2e%2e/b.ts'],
	];
	for (const [path, below] of paths) {
		it(`${JSON.stringify(path)} is ${below ?? 'none'}`, () => {
			assert.equal(pathBelow('/ws/one', path), below);
		});
	}

	it('is offered before others when it is likelier to be meant', () => {
		const files = ['z.ts', 'lib/src/a.ts', 'other/a.ts', 'src/a.ts', 'a.ts', 'b.ts'];
		assert.deepEqual(likeliestFirst(files, './src/a.ts'), [
			'src/a.ts',
			'lib/src/a.ts',
			'a.ts',
			'other/a.ts',
			'b.ts',
			'z.ts',
		]);
		assert.deepEqual(likeliestFirst(['b', 'a'], null), ['a', 'b']);
	});
});
