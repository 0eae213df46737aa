import { button, make } from './dom.js';

const isMac = navigator.userAgent.includes('Mac');
const control = isMac ? '⌘' : 'Ctrl';

/** Names of keys, and what they do. Alternatives are apart; keys that are pressed together are one list. */
const groups: readonly (readonly [string, readonly (readonly [readonly string[], string])[]])[] = [
	[
		'Read',
		[
			[['↑ or K', '↓ or J'], 'Previous, next message'],
			[['Home', 'End'], 'Beginning, end'],
			[['Enter'], 'Unfold thinking and tool calls'],
		],
	],
	[
		'The message with the focus',
		[
			[['F'], 'Fork from here'],
			[['S'], 'Snapshot here'],
			[['R'], 'Revert to here'],
			[['C'], 'Copy'],
			[['M'], 'Copy as Markdown'],
			[['L'], 'Copy link'],
		],
	],
	[
		'Find',
		[
			[[`${control}+F`], 'Find in the whole session'],
			[['Shift+F3', 'F3'], 'Previous, next hit'],
			[[`${control}+G`], 'Go to a message by its number'],
		],
	],
	[
		'Several messages',
		[
			[['X', `${control}+click`], 'Select or deselect'],
			[['Shift+↑ or Shift+K', 'Shift+↓ or Shift+J', 'Shift+click'], 'Select up to there'],
			[[`${control}+A`], 'Select all'],
			[['Escape'], 'Select none'],
		],
	],
	[
		'New message',
		[
			[[`${control}+Enter`], 'Add it'],
			[[`${control}+Shift+V`], 'Preview it, or go on writing'],
		],
	],
];

/** Opens the list of keys. */
export function openHelp(): void {
	if (document.querySelector('dialog.help[open]')) return;
	const title = make('h2', {}, 'Keyboard shortcuts');
	title.id = 'help-title';
	const dialog = make('dialog', { class: 'help', attributes: { 'aria-labelledby': title.id } });
	const close = button({ class: 'close', title: 'Close (Escape)' }, () => {
		dialog.close();
	});
	close.append('Close');
	dialog.append(title, ...groups.map(group), close);
	const before = document.activeElement;
	dialog.addEventListener('close', () => {
		dialog.remove();
		if (before instanceof HTMLElement) before.focus({ preventScroll: true });
	});
	document.body.append(dialog);
	dialog.showModal();
}

function group([name, rows]: (typeof groups)[number]): HTMLElement {
	return make(
		'section',
		{},
		make('h3', {}, name),
		make(
			'dl',
			{},
			...rows.map(([keys, words]) =>
				make('div', {}, make('dt', {}, ...keys.map((key) => make('kbd', {}, key))), make('dd', {}, words)),
			),
		),
	);
}
