import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { commands, contextKeys, extensionId, internalCommands, settings, views } from '../../src/ids.js';

interface MenuItem {
	readonly command: string;
	readonly when?: string;
	readonly group?: string;
}
interface Keybinding {
	readonly command: string;
	readonly key: string;
	readonly when: string;
	readonly args?: { readonly commands?: readonly (string | { readonly command: string })[] };
}
interface Manifest {
	readonly publisher: string;
	readonly name: string;
	readonly icon: string;
	readonly activationEvents: readonly string[];
	readonly contributes: {
		readonly commands: readonly {
			readonly command: string;
			readonly title: string;
			readonly category?: string;
			readonly icon?: string;
			readonly enablement?: string;
		}[];
		readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
		readonly keybindings: readonly Keybinding[];
		readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
		readonly viewsContainers: {
			readonly activitybar: readonly { readonly id: string; readonly icon: string }[];
		};
		readonly viewsWelcome: readonly {
			readonly view: string;
			readonly when: string;
			readonly contents: string;
		}[];
		readonly configuration: {
			readonly properties: Readonly<Record<string, { readonly default: unknown; readonly pattern?: string }>>;
		};
		readonly configurationDefaults: Readonly<Record<string, unknown>>;
	};
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const { contributes } = manifest;
const declared = contributes.commands.map(({ command }) => command);
const known = new Set<string>([...Object.values(commands), ...Object.values(internalCommands)]);
const sorted = (values: Iterable<string>): string[] => [...values].sort();

describe('package.json', () => {
	it('is the extension that links name, and wakes for them', () => {
		assert.equal(`${manifest.publisher}.${manifest.name}`, extensionId);
		assert.ok(manifest.activationEvents.includes('onUri'));
	});

	it('declares the commands that the code names, and no other', () => {
		assert.deepEqual(sorted(declared), sorted(Object.values(commands)));
	});

	it('gives every command a title and the category', () => {
		const wrong = contributes.commands.filter(
			({ title, category }) => title === '' || category !== 'Sessions',
		);
		assert.deepEqual(wrong, []);
	});

	it('names no two commands alike', () => {
		const titles = contributes.commands.map(({ title }) => title);
		assert.deepEqual(titles.length, new Set(titles).size);
	});

	it('puts only declared commands into menus', () => {
		const strangers = Object.values(contributes.menus)
			.flat()
			.filter(({ command }) => !declared.includes(command));
		assert.deepEqual(strangers, []);
	});

	it('draws an icon for what stands as a button', () => {
		const buttons = Object.values(contributes.menus)
			.flat()
			.filter(({ group }) => group?.startsWith('inline') === true || group?.startsWith('navigation') === true)
			.map(({ command }) => command);
		const bare = contributes.commands.filter(
			({ command, icon }) => buttons.includes(command) && icon?.startsWith('$(') !== true,
		);
		assert.deepEqual(bare, []);
	});

	it('keeps every command in the palette but a filter that is on or off already', () => {
		const hidden = (contributes.menus['commandPalette'] ?? []).map(({ command }) => command);
		assert.deepEqual(sorted(hidden), sorted([commands.showAll, commands.showSharedOnly]));
	});

	it('offers nothing that writes where nothing can be written', () => {
		const reading: readonly string[] = [
			commands.openTranscript,
			commands.openToSide,
			commands.openAsMarkdown,
			commands.openToSide,
			commands.findInTranscript,
			commands.goToMessage,
			commands.exportSession,
			commands.showSharedOnly,
			commands.showAll,
			commands.copySessionId,
			commands.copyMessage,
			commands.copyMessageAsMarkdown,
			commands.copyMessageLink,
			commands.copySelection,
			commands.copySelectionAsMarkdown,
			commands.revealFile,
			commands.collapseAll,
			commands.checkStore,
			commands.refresh,
			commands.showLog,
		];
		const unguarded = contributes.commands
			.filter(({ command }) => !reading.includes(command))
			.filter(
				({ enablement = '' }) =>
					!enablement.includes('isWorkspaceTrusted') || !enablement.includes(`!${contextKeys.readOnly}`),
			);
		assert.deepEqual(unguarded, []);
	});

	it('binds keys to registered commands, the focused row first where one is focused', () => {
		const unknown = contributes.keybindings
			.flatMap(({ command, args }) => (command === 'runCommands' ? (args?.commands ?? []) : [command]))
			.map((entry) => (typeof entry === 'string' ? entry : entry.command))
			.filter((command) => !known.has(command) && command !== 'list.selectAndPreserveFocus');
		assert.deepEqual(unknown, []);
		for (const { command, when } of contributes.keybindings) {
			const isInTranscript = when.includes(`activeWebviewPanelId == '${views.transcript}'`);
			assert.ok(isInTranscript || when.includes(`focusedView == ${views.sessions}`), when);
			assert.equal(command === 'runCommands', when.includes('!listMultiSelection'), when);
		}
	});

	it('shows the views that the code fills', () => {
		assert.deepEqual(
			Object.values(contributes.views).flatMap((list) => list.map(({ id }) => id)),
			[views.sessions],
		);
		assert.deepEqual(
			Object.keys(contributes.views),
			contributes.viewsContainers.activitybar.map(({ id }) => id),
		);
		assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${views.transcript}`));
	});

	it('says that a folder is empty only once that is known', () => {
		const hasty = contributes.viewsWelcome
			.filter(({ when }) => when !== 'workspaceFolderCount == 0')
			.filter(({ when }) => !when.split(' && ').includes(contextKeys.empty));
		assert.deepEqual(hasty, []);
	});

	it('links welcome texts to commands that exist', () => {
		const links = contributes.viewsWelcome.flatMap(({ contents }) =>
			[...contents.matchAll(/command:([\w.]+)/g)].flatMap(([, command]) => command ?? []),
		);
		const own = links.filter((command) => command.startsWith('sessionHierarchy.'));
		assert.ok(links.length > 0);
		assert.deepEqual(
			own.filter((command) => !declared.includes(command)),
			[],
		);
	});

	it('has the settings that the code reads', () => {
		const names = [settings.folder, settings.autoReveal].map((name) => `${settings.section}.${name}`);
		assert.deepEqual(Object.keys(contributes.configuration.properties), names);
	});

	it('asks only for context that the code sets', () => {
		const when = JSON.stringify(contributes.menus) + JSON.stringify(contributes.commands);
		const used = new Set(
			[...when.matchAll(/!?(sessionHierarchy\.\w+)(?="| &&| \|\|)/g)].flatMap(([, key]) => key ?? []),
		);
		const allowed = new Set<string>([...Object.values(contextKeys), ...Object.values(views), ...declared]);
		assert.deepEqual(
			[...used].filter((key) => !allowed.has(key)),
			[],
		);
	});

	it('leaves sessions out of the text search', () => {
		assert.deepEqual(contributes.configurationDefaults, { 'search.exclude': { '**/.sessions': true } });
	});

	it('has its pictures', () => {
		const icons = [
			manifest.icon,
			...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
			...Object.values(contributes.views).flatMap((list) => list.map(({ icon }) => icon)),
		];
		assert.deepEqual(
			icons.filter((icon) => !existsSync(icon)),
			[],
		);
	});
});
