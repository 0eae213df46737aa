import { asBundle } from '../store/bundle.js';
import type { Bundle } from '../store/bundleModel.js';
import { isJsonObject } from './json.js';
import { incomingFrom } from './fromBundle.js';
import { documentOf } from './inputFile.js';
import type { Format } from './source.js';
import type { IncomingSession } from '../store/incoming.js';

/** How the names of bundle files end. */
export const bundleExtension = '.session-bundle.json';

/** The project's own form: nothing is lost in it. */
export const sessionBundle: Format = {
	name: 'session-hierarchy',
	title: 'Session Hierarchy',
	recognises: ({ shape, head: [value] }) =>
		shape === 'document' && isJsonObject(value) && value['format'] === 'session-hierarchy',
	begin(context) {
		const found: IncomingSession[] = [];
		return {
			async add(input) {
				const { sessions } = asBundle(await documentOf(input));
				found.push(...incomingFrom(sessions, context));
				const messages = sessions.reduce((sum, session) => sum + session.messages.length, 0);
				return { sessions: sessions.length, messages };
			},
			finish: () => found,
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
