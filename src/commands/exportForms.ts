import { type Writer, writers } from '../formats/writers.js';

/** A form that sessions can be exported in. */
export interface ExportForm extends Pick<Writer, 'extension' | 'namesFiles' | 'write'> {
	readonly id: string;
	readonly label: string;
	readonly about: string;
	/** Codicon. */
	readonly icon: string;
}

export const exportForms: readonly ExportForm[] = [
	form(writers.bundle, 'keeps everything', 'package'),
	form(writers.praisonai, 'for PraisonAI', 'json'),
];

function form(writer: Writer, about: string, icon: string): ExportForm {
	return { ...writer, id: writer.name, label: writer.title, about, icon };
}
