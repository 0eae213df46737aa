import { make } from './dom.js';

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const units = [
	['year', 31_536_000],
	['month', 2_592_000],
	['week', 604_800],
	['day', 86_400],
	['hour', 3_600],
	['minute', 60],
] as const;

/** A `<time>` that says how long ago it was, with the exact time as its tooltip. */
export function timeElement(time: number): HTMLTimeElement {
	const element = make('time');
	if (!isDate(time)) return element;
	const date = new Date(time);
	element.dateTime = date.toISOString();
	element.title = exact.format(date);
	element.textContent = ago(time);
	return element;
}

/** How long ago, in words; empty when it is no time at all. */
export function ago(time: number): string {
	if (!isDate(time)) return '';
	const seconds = (time - Date.now()) / 1000;
	const unit = units.find(([, size]) => Math.abs(seconds) >= size);
	return unit ? relative.format(Math.round(seconds / unit[1]), unit[0]) : relative.format(0, 'second');
}

/** Brings the words of all times in the page up to date. */
export function refreshTimes(): void {
	for (const element of document.querySelectorAll('time')) {
		if (element.dateTime !== '') element.textContent = ago(Date.parse(element.dateTime));
	}
}

function isDate(time: number): boolean {
	return Number.isFinite(time) && Math.abs(time) <= 8.64e15;
}
