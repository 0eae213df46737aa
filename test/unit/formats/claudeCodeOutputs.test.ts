import { strict as assert } from 'node:assert';
import { answer, mainId, piece, call, result, user } from './claudeCodeLines.js';
import { mainFile, slug } from './claudeCodeProjects.js';
import { asLines, pathOf, readAll, said } from './importing.js';

const beginning = 'Output too large (80KB). Full output saved to:';
const preview = (path: string): string =>
	`<persisted-output>\n${beginning} ${path}\n\nPreview (first 2KB):\none\n</persisted-output>`;
const path = `/home/me/.claude/${slug}/${mainId}/tool-results/toolu_1.txt`;
const place = `${slug}/${mainId}/tool-results/toolu_1.txt`;
const whole = 'one\n'.repeat(100);

describe('Results that Claude Code put into files of their own', () => {
	const lines = (content: string): string =>
		asLines([
			user('u1', null, 'List all'),
			piece('a1', 'u1', 'm', [call('toolu_1')], 2),
			result('r1', 'a1', 'toolu_1', content),
			answer('a2', 'r1', 'Done', 4),
		]);
	const resultIn = async (content: string, files: Readonly<Record<string, string>>): Promise<string> => {
		const { sessions, failures, warnings, recognised } = await readAll({
			[mainFile]: lines(content),
			...files,
		});
		assert.deepEqual([failures, warnings, recognised.length, sessions.length], [[], [], 1, 1]);
		const [session] = sessions;
		assert.ok(session);
		const found = pathOf(session).find(({ role }) => role === 'tool');
		assert.ok(found);
		return said(found);
	};

	it('have what the agent was told, and the whole of it', async () => {
		assert.equal(
			await resultIn(preview(path), { [place]: whole }),
			`tool #toolu_1 <text>${preview(path)} <file>${whole}`,
		);
	});

	it('are found by a path of Windows, too', async () => {
		const told = preview(`C:\\Users\\me\\.claude\\projects\\w\\${mainId}\\tool-results\\toolu_1.txt`);
		assert.equal(await resultIn(told, { [place]: whole }), `tool #toolu_1 <text>${told} <file>${whole}`);
	});

	it('stay as they were told where the file did not come along, or is that of another session', async () => {
		const other = place.replace(mainId, 'another');
		assert.equal(await resultIn(preview(path), { [other]: whole }), `tool #toolu_1 ${preview(path)}`);
	});

	it('do not say the whole twice', async () => {
		const told = preview(path).replace('one\n', whole);
		assert.equal(await resultIn(told, { [place]: whole }), `tool #toolu_1 ${told}`);
	});

	it('are no sessions, even if they look like some', async () => {
		const copy = lines('Nothing').replaceAll(mainId, 'b'.repeat(8));
		assert.equal(
			await resultIn(preview(path), { [place]: copy }),
			`tool #toolu_1 <text>${preview(path)} <file>${copy}`,
		);
	});
});
