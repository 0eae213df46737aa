import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { choose, runCommand } from './quickInput.js';
import type { Workbench } from './workbench.js';

/** Each theme: its label in the list of themes, and the class that the workbench has while it shows it. */
const themes = {
	light: ['Light Modern', 'vscode-theme-defaults-themes-light_modern-json'],
	dark: ['Dark Modern', 'vscode-theme-defaults-themes-dark_modern-json'],
	'hc-dark': ['Dark High Contrast', 'hc-black'],
	'hc-light': ['Light High Contrast', 'hc-light'],
} as const;

export type Theme = keyof typeof themes;

export const themeNames = Object.keys(themes) as readonly Theme[];

/** Changes the colour theme and waits until it is drawn. */
export async function setTheme({ page }: Workbench, theme: Theme): Promise<void> {
	const [label, shown] = themes[theme];
	await runCommand(page, 'Preferences: Color Theme');
	await choose(page, label);
	await page.locator(`.monaco-workbench.${shown}`).waitFor();
}

/** Saves the window as `out/screenshots/<name>.png`, after changing to `theme` when one is given. */
export async function screenshot(workbench: Workbench, name: string, theme?: Theme): Promise<void> {
	if (theme !== undefined) await setTheme(workbench, theme);
	await workbench.page.screenshot({ path: `out/screenshots/${name}.png`, animations: 'disabled' });
}

/** Saves what a window shows and what its page logged into `out/failures/`. */
export async function keepFailure(workbench: Workbench, title: string): Promise<void> {
	const folder = 'out/failures';
	await mkdir(folder, { recursive: true });
	const path = join(folder, title.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 120));
	await writeFile(`${path}.log`, workbench.log.join('\n'));
	await workbench.page.screenshot({ path: `${path}.png` });
}
