import { asBundle } from '../store/bundle.js';
import type { Bundle } from '../store/bundleModel.js';
import { StoreError } from '../store/errors.js';

/** How the names of bundle files end. */
export const bundleExtension = '.session-bundle.json';

/**
 * The text of a bundle file: keys in a fixed order, so that two exports can be compared line by line.
 * Throws StoreError `INVALID` if the bundle is one that could not be read again, for its size as well.
 */
export function writeBundle(bundle: Bundle): string {
	const checked = asBundle(bundle);
	try {
		return `${JSON.stringify(checked, null, '\t')}\n`;
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		throw new StoreError(
			'INVALID',
			'As one bundle this is longer than any text can be (512 MB): write fewer sessions at a time.',
		);
	}
}
