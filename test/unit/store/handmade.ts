/** A line of a log as another program might write it. */
export const record = (type: string, at: number, fields: object): string =>
	`${JSON.stringify({ type, id: `r${at}`, at, op: `o${at}`, ...fields })}\n`;

/** An hour from now: one beginning for all, so that the stamps are in the order of their numbers. */
const soon = (Date.now() + 3_600_000) * 1000;

/** A stamp later than what a store writes by its own clock, and in order. */
export const late = (nth: number): number => soon + nth;

export const message = (nth: number, content: string, after: string | null): string =>
	record('message', late(nth), { after, role: 'user', content, timestamp: 1 });
