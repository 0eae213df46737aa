import { asBundle } from '../store/bundle.js';
import { isJsonObject } from './json.js';
import { incomingFrom } from './fromBundle.js';
import { documentOf } from './inputFile.js';
import type { Format } from './source.js';
import type { IncomingSession } from '../store/incoming.js';

/** The project's own form: nothing is lost in it. */
export const sessionBundle: Format = {
	name: 'session-hierarchy',
	title: 'Session Hierarchy',
	recognises: ({ shape, head: [value] }) =>
		shape === 'document' && isJsonObject(value) && value['format'] === 'session-hierarchy',
	begin(context) {
		const found: IncomingSession[] = [];
		let files = 0;
		return {
			async add(input) {
				const { sessions } = asBundle(await documentOf(input));
				found.push(...incomingFrom(sessions, context, { number: ++files }));
				const messages = sessions.reduce((sum, session) => sum + session.messages.length, 0);
				return { sessions: sessions.length, messages };
			},
			finish: () => found,
		};
	},
};
