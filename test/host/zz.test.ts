import assert from 'node:assert/strict';
import * as vscode from 'vscode';
describe('probe', () => {
	it('sees vscode', () => { assert.ok(vscode.version); console.log('version', vscode.version); });
	it('fails', () => { assert.deepEqual({ a: 1 }, { a: 2 }); });
});
