import type { Json } from '../store/model.js';
import type { Call } from './command.js';
import { styled } from './output.js';

/** Tells what a command made: words and the id in a terminal, the id alone elsewhere. */
export async function tellMade({ out, flag }: Call, words: string, id: string, json: Json): Promise<void> {
	if (flag('json')) await out.json(json);
	else if (out.isTerminal) await out.line(`${words}  `, styled('cyan', id));
	else await out.line(id);
}
