import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension', () => {
	it('activates', async () => {
		const extension = vscode.extensions.getExtension('session-hierarchy.session-hierarchy');
		await extension?.activate();
		assert.equal(extension?.isActive, true);
	});
});
