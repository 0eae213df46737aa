import type { Bundle } from '../store/bundleModel.js';
import { bundleExtension, writeBundle } from './bundleWriter.js';
import type { Written } from './written.js';

/** A form that sessions can be written in. */
export interface Writer {
	readonly name: WriterName;
	/** For a person. */
	readonly title: string;
	/** How its files' names end. */
	readonly extension: string;
	/** Its files are found by their names: even a single one must not be called otherwise. */
	readonly namesFiles?: boolean;
	/** What makes one text of several files, where the form allows that. */
	readonly join?: (texts: readonly string[]) => string;
	write(bundle: Bundle): Promise<Written>;
}

/** As a person names the forms on the command line. */
export const writerNames = ['bundle', 'praisonai', 'markdown', 'openai'] as const;
export type WriterName = (typeof writerNames)[number];

/** By their names. Each takes what `asBundle` would give; its code is loaded when it is used. */
export const writers: Readonly<Record<WriterName, Writer>> = {
	bundle: {
		name: 'bundle',
		title: 'Session Bundle',
		extension: bundleExtension,
		write: (bundle) =>
			Promise.resolve({
				files: [{ name: `session${bundleExtension}`, text: writeBundle(bundle) }],
				losses: [],
			}),
	},
	praisonai: {
		name: 'praisonai',
		title: 'PraisonAI Session JSON',
		extension: '.json',
		namesFiles: true,
		write: async (bundle) => (await import('./praisonWriter.js')).writePraison(bundle),
	},
	markdown: {
		name: 'markdown',
		title: 'Markdown',
		extension: '.md',
		join: (texts) => texts.join('\n---\n\n'),
		write: async (bundle) => (await import('./markdownWriter.js')).writeMarkdown(bundle),
	},
	openai: {
		name: 'openai',
		title: 'OpenAI Chat JSONL',
		extension: '.jsonl',
		write: async (bundle) => (await import('./openaiWriter.js')).writeOpenai(bundle),
	},
};
