import type { SourceFile } from '../formats/source.js';

/**
 * The files, which tell when they are read. `report`: the file that is being read, and how much of all of them was read
 * since the last report, in percent.
 */
export function telling(
	files: readonly SourceFile[],
	report: (path: string, percent: number) => void,
): readonly SourceFile[] {
	const total = files.reduce((sum, file) => sum + sizeOf(file), 0);
	let current: SourceFile | undefined;
	/** Percent of the current file that were not told of. */
	let left = 0;
	return files.map((file) => ({
		...file,
		async *read() {
			if (current !== file) {
				report(file.path, left);
				current = file;
				left = (100 * sizeOf(file)) / total;
			}
			for await (const bytes of file.read()) {
				const step = Math.min(left, (100 * bytes.length) / total);
				left -= step;
				report(file.path, step);
				yield bytes;
			}
		},
	}));
}

/** In bytes; a guess where it is not known. */
function sizeOf({ size = 1 << 20 }: SourceFile): number {
	return Math.max(1, size);
}
