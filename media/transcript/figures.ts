import type { Usage } from '../../src/protocol/content.js';

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const exact = new Intl.NumberFormat('en');

/** `850 ms`, `1.2 s`, `4 min 5 s`, `2 h 10 min`. */
export function duration(milliseconds: number): string {
	const seconds = milliseconds / 1000;
	if (seconds < 0.9995) return `${String(Math.round(milliseconds))} ms`;
	if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	if (whole < 60) return `${String(whole)} s`;
	if (whole < 3600) return `${String(Math.floor(whole / 60))} min${after(whole % 60, 's')}`;
	const minutes = Math.round(whole / 60);
	return `${exact.format(Math.floor(minutes / 60))} h${after(minutes % 60, 'min')}`;
}

/** `1.2k in · 340 out`, and the sum of those of which only that is known; empty when nothing is. */
export function tokens({ input, output, total }: Usage): string {
	const parts: readonly (readonly [number | null, string])[] = [
		[input, 'in'],
		[output, 'out'],
		[total, input === null && output === null ? 'tokens' : 'in and out'],
	];
	return parts
		.flatMap(([count, words]) => (count === null ? [] : [`${compact(count)} ${words}`]))
		.join(' · ');
}

/** `$0.012`; empty when it is not known. */
export function price({ cost }: Usage): string {
	if (cost === null) return '';
	if (cost === 0) return '$0';
	if (cost < 0.0001) return '<$0.0001';
	return `$${cost >= 1 ? money.format(cost) : String(Number(cost.toPrecision(2)))}`;
}

const money = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** All that is known, a line each, in full. */
export function usageLines(usage: Usage): string {
	const { input, cacheRead, cacheWrite, output, reasoning, total, cost } = usage;
	const lines: readonly (readonly [number | null, string])[] = [
		[input, 'tokens read (input)'],
		[cacheRead, 'of them read from the cache'],
		[cacheWrite, 'of them written to the cache'],
		[output, 'tokens written (output)'],
		[reasoning, 'of them reasoning'],
		[total, 'tokens of which only the sum is known'],
	];
	return [
		...lines.flatMap(([count, words]) => (count === null ? [] : [`${exact.format(count)} ${words}`])),
		...(cost === null ? [] : [`$${String(Number(cost.toPrecision(6)))}`]),
	].join('\n');
}

function compact(count: number): string {
	return short.format(count).replace('K', 'k');
}

function after(count: number, unit: string): string {
	return count === 0 ? '' : ` ${String(count)} ${unit}`;
}
