import { bundleExtension, writeBundle } from '../formats/sessionBundle.js';
import type { Bundle } from '../store/bundleModel.js';

/** What a form makes of a bundle. */
interface Exported {
	/** Names without a folder. */
	readonly files: readonly { readonly name: string; readonly text: string }[];
	/** What the form cannot hold, a sentence each. */
	readonly losses: readonly string[];
}

/** A form that sessions can be exported in. */
export interface ExportForm {
	readonly id: string;
	readonly label: string;
	readonly about: string;
	/** Codicon. */
	readonly icon: string;
	readonly extension: string;
	write(bundle: Bundle): Exported | Promise<Exported>;
}

export const exportForms: readonly ExportForm[] = [
	{
		id: 'bundle',
		label: 'Session Bundle',
		about: 'keeps everything',
		icon: 'package',
		extension: bundleExtension,
		write: (bundle) => ({
			files: [{ name: `session${bundleExtension}`, text: writeBundle(bundle) }],
			losses: [],
		}),
	},
	{
		id: 'praisonai',
		label: 'PraisonAI Session JSON',
		about: 'for PraisonAI',
		icon: 'json',
		extension: '.json',
		write: async (bundle) => (await import('../formats/praisonWriter.js')).writePraison(bundle),
	},
];
