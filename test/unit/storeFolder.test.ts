import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { checkStoreFolder } from '../../src/host/storeFolder.js';

const setting = 'sessionHierarchy.folder';
const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
	contributes: { configuration: { properties: Record<string, { pattern: string }> } };
};
const pattern = new RegExp(contributes.configuration.properties[setting]?.pattern ?? '');

describe('the setting for the folder of sessions', () => {
	for (const [value, relative] of [
		['.sessions', '.sessions'],
		['agents/sessions/', 'agents/sessions'],
		['.\\agents\\sessions', 'agents/sessions'],
		['..sessions', '..sessions'],
		['  spaced  ', 'spaced'],
	] as const) {
		it(`takes ${JSON.stringify(value)}`, () => {
			assert.deepEqual(checkStoreFolder(setting, value), { relative });
			assert.match(value, pattern);
		});
	}
	for (const value of [
		'',
		'  ',
		'.',
		'/',
		'/etc',
		'\\server\\share',
		'C:\\x',
		'c:x',
		'..',
		'../x',
		'a/../../x',
		'a\\..\\b',
		'.git/x',
		'.GIT',
	]) {
		it(`refuses ${JSON.stringify(value)} by name`, () => {
			assert.match(checkStoreFolder(setting, value).problem ?? '', /sessionHierarchy\.folder/);
		});
	}
	for (const value of [null, 3, {}, ['x']]) {
		it(`refuses ${JSON.stringify(value)}`, () => {
			assert.match(checkStoreFolder(setting, value).problem ?? '', /must be the name of a folder/);
		});
	}
	it('is marked in the settings editor where it is refused', () => {
		const missed = ['/etc', '..', '../x', 'a/../x', 'C:\\x'].filter((value) => pattern.test(value));
		assert.deepEqual(missed, []);
	});
});
