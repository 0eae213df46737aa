import markdownIt from 'markdown-it';
import type { Browser } from 'playwright-core';
import { Watch } from '../support/watch.js';
import type { NumberedAttack } from './attack.js';

const origin = 'https://control.example';
/** Attacks in one page. */
const atOnce = 40;

/**
 * Shows each attack in a document of its own as the transcript would without its guards: HTML in Markdown, every
 * address a link, no sanitiser, no policy. Gives the numbers of those that ran something or asked for something.
 */
export async function showUnsafely(
	browser: Browser,
	attacks: readonly NumberedAttack[],
): Promise<ReadonlySet<number>> {
	const context = await browser.newContext();
	try {
		const pages = new Map(attacks.map(({ number, text }) => [`/${String(number)}`, pageOf(text)]));
		for (let at = 0; at < attacks.length; at += atOnce) {
			const frames = attacks
				.slice(at, at + atOnce)
				.map(({ number }) => `<iframe src="/${String(number)}"></iframe>`);
			pages.set(`/from/${String(at)}`, frames.join(''));
		}
		await context.route('**', async (route) => {
			const url = new URL(route.request().url());
			const body = url.origin === origin ? pages.get(url.pathname) : undefined;
			if (body === undefined) await route.abort();
			else await route.fulfill({ contentType: 'text/html; charset=utf-8', body });
		});
		const page = await context.newPage();
		const watch = await Watch.over(context, (url) => url.origin === origin);
		for (const path of pages.keys()) if (path.startsWith('/from/')) await page.goto(origin + path);
		const numbers = watch.sightings.map(({ from }) => Number(from.slice(origin.length + 1)));
		return new Set(numbers.filter((number) => number > 0)); // the page around them has no number
	} finally {
		await context.close();
	}
}

function pageOf(text: string): string {
	const parser = markdownIt({ html: true, linkify: true });
	parser.validateLink = () => true;
	const [title, body] = [text, parser.render(text)].map((html) =>
		JSON.stringify(html).replaceAll('<', '\\u003c'),
	);
	return `<!DOCTYPE html><body><h1></h1><article><div class="body"></div></article><script>
document.querySelector('h1').innerHTML = ${title ?? ''};
document.querySelector('.body').innerHTML = ${body ?? ''};
</script>`;
}
