/** A line of a log as another program might write it. */
export const record = (type: string, at: number, fields: object): string =>
	`${JSON.stringify({ type, id: `r${at}`, at, op: `o${at}`, ...fields })}\n`;

/** A stamp later than what a store has written by now, and in order. */
export const late = (nth: number): number => (Date.now() + 1000) * 1000 + nth;

export const message = (nth: number, content: string, after: string | null): string =>
	record('message', late(nth), { after, role: 'user', content, timestamp: 1 });
