import type { LogRecord } from './records.js';

/** What a log says of itself. */
export type LogHeader = Pick<LogRecord, 'at' | 'v' | 'op' | 'origin' | 'logs'>;

/** Without the rest of the record, which may be large. */
export function headerOf({ at, v, op, origin, logs }: LogRecord): LogHeader {
	return { at, v, op, ...(origin !== undefined && { origin }), ...(logs !== undefined && { logs }) };
}
