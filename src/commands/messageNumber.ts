/** The position, from 0, of the message with a number as a person writes it (`12`, `#12`); undefined: there is none. */
export function placeOfNumber(text: string, messageCount: number): number | undefined {
	const digits = /^\s*#?\s*(\d+)\s*$/.exec(text)?.[1];
	const number = Number(digits ?? 0);
	return number >= 1 && number <= messageCount ? number - 1 : undefined;
}
