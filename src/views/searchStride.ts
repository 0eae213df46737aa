import type { Message, Part } from '../store/model.js';

const first = 50;
const most = 5_000;

/** How many messages are read at once, so that they weigh about as much each time: some have 5 MB. */
export class Stride {
	readonly #units: number;
	#length = first;

	/** `units`: what they are to weigh together, in UTF-16 units. */
	constructor(units: number) {
		this.#units = units;
	}

	/** Messages to read next. */
	get length(): number {
		return this.#length;
	}

	/** The last messages that were read weigh so much. It grows by steps: what follows may be longer. */
	took(units: number): void {
		const fitting = Math.floor((this.#length * this.#units) / Math.max(1, units));
		this.#length = Math.max(1, Math.min(fitting, this.#length * 4, most));
	}
}

/** What messages take in memory, searched or not, in UTF-16 units: a guess. */
export function weightOf(messages: readonly Message[]): number {
	let units = 0;
	for (const { content, toolCalls } of messages) {
		if (typeof content === 'string') units += content.length;
		else for (const part of content) units += weightOfPart(part);
		for (const call of toolCalls ?? []) units += call.arguments.length;
	}
	return units;
}

function weightOfPart(part: Part): number {
	if (part.type === 'data') return JSON.stringify(part.value).length;
	const text = 'text' in part ? part.text : undefined;
	const data = 'data' in part ? part.data : undefined;
	return (text?.length ?? 0) + (data?.length ?? 0);
}
