import { asBundle } from '../store/bundle.js';
import type { Bundle } from '../store/bundleModel.js';
import { isJsonObject } from './json.js';
import type { Format, SessionGroup } from './source.js';

/** How the names of bundle files end. */
export const bundleExtension = '.session-bundle.json';

/** The project's own form: nothing is lost in it. */
export const sessionBundle: Format = {
	name: 'session-hierarchy',
	looksLike: 'a session bundle (an object with "format": "session-hierarchy")',
	recognises: (value) => isJsonObject(value) && value['format'] === 'session-hierarchy',
	begin() {
		const groups: SessionGroup[] = [];
		return {
			add({ value }) {
				const { sessions } = asBundle(value);
				groups.push(sessions);
				const messages = sessions.reduce((sum, session) => sum + session.messages.length, 0);
				return { sessions: sessions.length, messages };
			},
			finish: () => ({ groups, warnings: [] }),
		};
	},
};

/**
 * The text of a bundle file: keys in a fixed order, so that two exports can be compared line by line.
 * Throws StoreError `INVALID` if the bundle is one that could not be read again.
 */
export function writeBundle(bundle: Bundle): string {
	return `${JSON.stringify(asBundle(bundle), null, '\t')}\n`;
}
