import type { Totals, Usage } from '../../src/protocol/content.js';
import { make } from './dom.js';
import { price, tokens, usageLines } from './figures.js';

/** What one answer took, on its line. */
export function usageElement(usage: Usage): HTMLElement {
	return make('span', { class: 'usage', title: usageLines(usage) }, words(usage));
}

/** What all messages took, as facts of the session. */
export function totalsElements({ session, sinceFork }: Totals): readonly HTMLElement[] {
	return [
		...(session
			? [fact(isSum(session) ? '' : 'Tokens', tokens(session), 'All messages together', session)]
			: []),
		...(session ? [fact('Cost', price(session), 'All messages together', session)] : []),
		...(sinceFork
			? [fact('since the fork:', words(sinceFork), 'The messages of the fork alone', sinceFork)]
			: []),
	].filter((element) => element !== null);
}

/** Whether its words say themselves that they are tokens. */
function isSum({ input, output }: Usage): boolean {
	return input === null && output === null;
}

function fact(name: string, value: string, what: string, usage: Usage): HTMLElement | null {
	if (value === '') return null;
	return make('li', { class: 'sum', title: `${what}\n${usageLines(usage)}` }, `${name} ${value}`.trim());
}

function words(usage: Usage): string {
	return [tokens(usage), price(usage)].filter((text) => text !== '').join(' · ');
}
