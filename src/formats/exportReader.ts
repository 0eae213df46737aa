import type { IncomingSession } from '../store/incoming.js';
import type { Json } from '../store/model.js';
import { Pace } from '../store/pace.js';
import { Faults } from './faults.js';
import type { FormatReader, InputFile, ReadContext } from './source.js';
import { onceEach } from './versions.js';

/** The entries of a value: of a list its items, else itself. */
export function entriesOf(value: Json): readonly Json[] {
	return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

/**
 * Makes a session of an entry; `place` is its number, for `faults`. Throws StoreError `INVALID` for one that cannot be
 * read: it is told of and left out.
 */
type ReadEntry = (entry: Json, place: number) => IncomingSession;

/** Reads files that hold whole conversations: one a line, a list of them, or a single one. */
export function exportReader(
	context: ReadContext,
	open: (file: InputFile, faults: Faults) => ReadEntry,
	entriesIn: (value: Json) => readonly Json[] = entriesOf,
): FormatReader {
	const all: IncomingSession[] = [];
	return {
		async add(file) {
			const byLine = file.shape === 'lines' && file.head.length > 1;
			const faults = new Faults(byLine ? 'line' : 'entry');
			const read = open(file, faults);
			const sessions: IncomingSession[] = [];
			let messages = 0;
			let place = 0;
			const pace = new Pace();
			for await (const lines of file.lines()) {
				for (const { number, value } of lines) {
					for (const entry of entriesIn(value)) {
						place = byLine ? number : place + 1;
						const session = faults.attempt(place, () => read(entry, place));
						if (!session) continue;
						sessions.push(session);
						messages += session.messages.length;
						if (pace.isDue) await pace.rest();
					}
				}
			}
			faults.tell(context, file.path);
			for (const session of sessions) all.push(session);
			return { sessions: sessions.length, messages };
		},
		finish: () => onceEach(all),
	};
}
