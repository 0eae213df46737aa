import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { writeBundle } from '../../src/formats/bundleWriter.js';
import type { ToTranscript } from '../../src/protocol/transcript.js';
import { attacks } from './attacks/attacks.js';
import { auditAfter, auditRows, auditTyped, posted, type Audit } from './attacks/audit.js';
import { writeChain, writeTexts } from './attacks/sessions.js';
import { showUnsafely } from './attacks/unsafe.js';
import { notification } from './support/notifications.js';
import { acceptImport, answerFileDialog, runAndChoose, runCommand } from './support/quickInput.js';
import { sharedBrowser } from './support/servers.js';
import { sessionTitled, withStore } from './support/store.js';
import { message, transcript } from './support/transcript.js';
import { clickRow, showSessions, treeRow } from './support/tree.js';
import { Watch } from './support/watch.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';

/** Attacks in one session: their results fit one row. */
const perSession = 60;

/** Stands where an attack is to be. */
const mark = 'placeholder';
/** What VS Code would make a link of that closes the window. */
const click = '[Click](command:workbench.action.closeWindow) <img src=x onerror="window.__fired(0)">';

describe('a transcript full of attacks', () => {
	const texts = attacks.map(({ text }) => text);
	const batches = Array.from({ length: Math.ceil(texts.length / perSession) }, (_, at) =>
		texts.slice(at * perSession, (at + 1) * perSession),
	);
	let window: Workbench;
	let page: Page;
	/** What sessions of harmless texts look like, by their number. */
	const harmless = new Map<number, Audit>();
	let watch: Watch;
	let outside: string;

	before(async () => {
		outside = await mkdtemp(join(tmpdir(), 'session-hierarchy-hostile-'));
		window = await launchWorkbench({
			setup: (folder) =>
				withStore(folder, async (store) => {
					for (const [at, batch] of batches.entries()) {
						await writeTexts(store, `Batch ${String(at + 1)}`, batch);
					}
					for (const size of new Set(batches.map(({ length }) => length))) {
						const texts = Array.from({ length: size }, (_, at) => `harmless ${String(at)}`);
						await writeTexts(store, `Harmless ${String(size)}`, texts);
					}
					await writeChain(store, 'Chain', texts.slice(0, 32));
					await writeChain(store, 'Marked', [mark, mark]);
				}),
		});
		({ page } = window);
		await showSessions(page);
		const home = new URL(page.url()).host;
		// The workbench itself asks for the gallery of extensions.
		const isOwn = ({ host }: URL): boolean =>
			host === home || host === 'open-vsx.org' || host.endsWith('.vscode-resource.vscode-cdn.net');
		watch = await Watch.over(page.context(), isOwn);
	});
	after(async () => {
		await window.close();
		await rm(outside, { recursive: true, force: true });
	});

	it('counts at least 250 attacks', () => {
		const own = attacks.filter(({ kind }) => kind !== 'blns');
		assert.ok(
			attacks.length >= 250 && own.length >= 150,
			`${String(own.length)} of ${String(attacks.length)}`,
		);
	});

	it('would run many of them without its guards', async () => {
		const fired = await showUnsafely(await sharedBrowser(), attacks);
		const kinds = new Set(attacks.filter(({ number }) => fired.has(number)).map(({ kind }) => kind));
		assert.ok(fired.size >= 30, `${String(fired.size)} fired`);
		assert.deepEqual([...kinds].sort(), ['blns', 'foreign', 'html', 'markdown', 'styles']);
	});

	for (const [at, batch] of batches.entries()) {
		it(`does nothing that messages, labels and titles tell it, part ${String(at + 1)}`, async () => {
			const hostile = await walked(`Batch ${String(at + 1)}`);
			harmless.set(
				batch.length,
				harmless.get(batch.length) ?? (await walked(`Harmless ${String(batch.length)}`)),
			);
			assert.deepEqual(hostile.strangers, []);
			assert.deepEqual(hostile.skeletons, harmless.get(batch.length)?.skeletons);
			const said = hostile.names.slice(2, 2 + batch.length);
			assert.deepEqual(said, batch.map(shown));
			assert.deepEqual(watch.sightings, []);
		});
	}

	it('does nothing that its header and its marks tell it', async () => {
		const frame = await chosen('Marked');
		const real = await posted(frame, ['frame', 'marks'], () =>
			withStore(window.folder, async (store) => {
				const { id } = await sessionTitled(store, 'Marked');
				await store.createSnapshot(id, { label: mark });
			}),
		);
		const filled = (text: string): readonly ToTranscript[] =>
			real
				.filter(({ type }) => type === 'frame' || type === 'marks')
				.map(
					(each) =>
						JSON.parse(
							JSON.stringify(each).replaceAll(/placeholder|Marked/g, () => inJson(text)),
						) as ToTranscript,
				);
		const plain = await auditAfter(frame, [filled('harmless')]);
		const hostile = await auditAfter(frame, texts.map(filled));
		assert.deepEqual(hostile.strangers, []);
		assert.deepEqual([...new Set(hostile.skeletons)], [...new Set(plain.skeletons)]);
		assert.deepEqual([...new Set(hostile.names)], [...new Set(texts)]);
		assert.deepEqual(watch.sightings, []);
	});

	it('does nothing that the titles of the sessions above tell it', async () => {
		const frame = await chosen('Chain');
		const crumbs = frame.getByRole('navigation', { name: 'Sessions above this one' }).getByRole('listitem');
		assert.deepEqual(await crumbs.allTextContents(), [...texts.slice(0, 32), 'Chain']);
		assert.deepEqual((await auditRows(await atStart(frame))).strangers, []);
		assert.deepEqual(watch.sightings, []);
	});

	it('does nothing that an imported file tells it, and no notification turns its words into a link', async () => {
		const file = join(outside, 'hostile.session-bundle.json');
		const bundle = await withStore(window.folder, async (store) => {
			const { id } = await sessionTitled(store, 'Batch 1');
			return store.exportSession(id);
		});
		await writeFile(file, writeBundle(bundle).replaceAll('"Batch 1"', JSON.stringify(click)));
		await runCommand(page, 'Sessions: Import Files…');
		await answerFileDialog(page, file);
		await acceptImport(page);
		const frame = await transcript(page, click);
		const { strangers } = await auditRows(await atStart(frame));
		assert.deepEqual(strangers, []);
		await clickRow(treeRow(page, click));
		await page.keyboard.press('Delete');
		const told = notification(page, 'to the trash');
		await told.waitFor();
		assert.ok((await told.innerText()).replaceAll('\u2060', '').includes(click));
		assert.equal(await told.locator('a[href]').count(), 0);
		assert.deepEqual(watch.sightings, []);
	});

	it('does nothing that is typed into its composer, with the preview open, and into its search', async () => {
		const frame = await chosen('Chain');
		await frame.getByRole('button', { name: 'Preview', exact: true }).click();
		const preview = frame.getByRole('region', { name: 'Preview of the new message' });
		await preview.waitFor();
		const composed = await auditTyped(frame, 'textarea', [...texts, 'The *last* one']);
		await preview.getByText('The last one').waitFor();
		await auditTyped(frame, 'textarea', ['']);
		await frame.getByRole('button', { name: 'Preview', exact: true }).click();
		await message(frame, 33).focus();
		await page.keyboard.press('Control+f');
		await frame.getByRole('textbox', { name: 'Find' }).waitFor();
		const found = await auditTyped(frame, '.find-text', [...texts, 'script']);
		await frame.locator('article').first().waitFor();
		await page.keyboard.press('Escape');
		assert.deepEqual([...composed.strangers, ...found.strangers], []);
		assert.deepEqual(watch.sightings, []);
	});

	it('has a policy that allows nothing inline and nothing remote', async () => {
		const frame = await chosen('Chain');
		const policy = await frame.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
		const rules = new Map(
			(policy ?? '').split('; ').map((rule): [string, string] => {
				const [name = '', ...sources] = rule.split(' ');
				return [name, sources.join(' ')];
			}),
		);
		const closed = ['default-src', 'img-src', 'form-action', 'base-uri'].map((name) => rules.get(name));
		assert.deepEqual(closed, ["'none'", 'data:', "'none'", "'none'"]);
		assert.doesNotMatch(policy ?? '', /unsafe|\*[ ;]|https:[ ;]/);
	});

	it('is watched: what runs, asks or is refused in its page is seen', async () => {
		const frame = await chosen('Chain');
		await frame.locator('body').evaluate((body) => {
			body.append(Object.assign(document.createElement('img'), { src: 'https://attacker.example/a.png' }));
			body.append(Object.assign(document.createElement('script'), { textContent: 'window.__fired(1)' }));
			alert('seen');
		});
		for (const what of ['violation', 'script'] as const) await watch.saw(what);
		watch.sightings.length = 0;
	});

	/** Opens a session that lies deep in the tree. */
	async function chosen(title: string): Promise<FrameLocator> {
		await runAndChoose(page, 'Sessions: Open Transcript', 'Choose a session', title);
		return transcript(page, title);
	}

	async function atStart(frame: FrameLocator): Promise<FrameLocator> {
		await frame.locator('article').last().focus();
		await page.keyboard.press('Home');
		await message(frame, 1).focus();
		return frame;
	}

	async function walked(title: string): Promise<Audit> {
		await clickRow(treeRow(page, title));
		return auditRows(await atStart(await transcript(page, title)));
	}
});

function shown(text: string): string {
	return text.trim().slice(0, 100);
}

function inJson(text: string): string {
	return JSON.stringify(text).slice(1, -1);
}
