const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, in the few words that fit beside a row. Both in milliseconds since 1970. */
export function ageText(then: number, now: number): string {
	const age = now - then;
	if (age < minute) return 'now'; // a clock ahead of ours counts as now, too
	if (age < hour) return `${String(Math.floor(age / minute))} min ago`;
	if (age < day) return `${String(Math.floor(age / hour))} h ago`;
	if (age < 30 * day) {
		const days = Math.floor(age / day);
		return days === 1 ? 'yesterday' : `${String(days)} days ago`;
	}
	return new Date(then).toISOString().slice(0, 10);
}
