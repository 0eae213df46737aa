import { asBundle } from '../store/bundle.js';
import type { Bundle } from '../store/bundleModel.js';

/** How the names of bundle files end. */
export const bundleExtension = '.session-bundle.json';

/**
 * The text of a bundle file: keys in a fixed order, so that two exports can be compared line by line.
 * Throws StoreError `INVALID` if the bundle is one that could not be read again.
 */
export function writeBundle(bundle: Bundle): string {
	return `${JSON.stringify(asBundle(bundle), null, '\t')}\n`;
}
