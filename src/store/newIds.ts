import { customAlphabet } from 'nanoid';
import { StoreError } from './errors.js';

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';

/** An id for a record, a session, a snapshot, a message, an operation: 20 of `0-9a-z`, 103 random bits. */
export const newId = customAlphabet(alphabet, 20);

/** The part of a log's file name that sets it apart from the session's other logs. */
export const newLogName = customAlphabet(alphabet, 10);

const sessionIdShape = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** File names that Windows takes for devices, whatever their ending. */
const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|com\d|lpt\d)(\.|$)/i;

/** Throws `INVALID_ID` unless the id is safe as a file name on every system. */
export function checkSessionId(id: unknown): asserts id is string {
	if (typeof id === 'string' && sessionIdShape.test(id) && !deviceName.test(id)) return;
	const shown = typeof id === 'string' ? `“${id.slice(0, 80)}”` : 'What is no text';
	throw new StoreError(
		'INVALID_ID',
		`${shown} cannot be a session id: use 1 to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit, and no device name.`,
	);
}

const logFile = /^([A-Za-z0-9][A-Za-z0-9._-]{0,63})\.([0-9a-z]{10})\.jsonl$/;

/** The session that a log's file name stands for; undefined for any other file. */
export function sessionOfLog(fileName: string): string | undefined {
	return logFile.exec(fileName)?.[1];
}
