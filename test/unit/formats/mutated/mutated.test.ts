import { strict as assert } from 'node:assert';
import { formats } from '../../../../src/formats/formats.js';
import { readSources } from '../../../../src/formats/readSources.js';
import { fixtureSets } from './fixtureSets.js';
import { checkImport } from './importChecks.js';
import { trapNames, trapped } from './jsonTraps.js';
import { mutatedSet, wholeSet } from './mutatedSet.js';
import { Watchdog } from './watchdog.js';

/** So many sets of files in all; `npm run fuzz` makes 20,000 of them. */
const count = Number(process.env['MUTATED_SETS'] ?? 300);
/** Only the one of this number. */
const only = process.env['MUTATED_SET'];

const allSets = Object.values(fixtureSets).flat();

/** The numbers of the sets of a format: each has as many. */
function numbersOf(place: number): readonly number[] {
	const numbers = only === undefined ? Array.from({ length: count }, (_, number) => number) : [Number(only)];
	return numbers.filter((number) => number % formats.length === place);
}

/** Checks a mutated set, and gives the milliseconds that it took to read. */
async function check(format: string, number: number): Promise<number> {
	const { files, before, done } = mutatedSet(fixtureSets[format] ?? [], allSets, number);
	try {
		return await checkImport(files, before);
	} catch (cause) {
		const again = `MUTATED_SET=${String(number)} npm run test:unit -- --grep "Mutated transcripts"`;
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new Error(`set ${String(number)} (${done.join(', ')}): ${reason}\nAgain: ${again}`, { cause });
	}
}

describe('Mutated transcripts', function () {
	this.timeout(3_600_000);
	let watchdog: Watchdog;
	before(() => {
		watchdog = new Watchdog();
	});
	after(() => watchdog.stop());

	it('are of every format', async () => {
		for (const { name } of formats) {
			for (const set of fixtureSets[name] ?? assert.fail(`no fixture of ${name}`)) {
				const { recognised, warnings, failures } = await readSources(wholeSet(set));
				assert.ok(recognised.every(({ format }) => format === name));
				assert.deepEqual([recognised.length > 0, warnings, failures], [true, [], []]);
			}
		}
	});

	for (const trap of trapNames) {
		it(`take no harm from ${trap}`, async () => {
			for (const [set] of Object.values(fixtureSets)) {
				if (set) await checkImport(wholeSet(trapped(set, trap)), []);
			}
		});
	}

	formats.forEach(({ name, title }, place) => {
		it(`of ${title} are imported whole or refused, and add nothing the second time`, async () => {
			let slowest = { milliseconds: 0, number: 0 };
			for (const number of numbersOf(place)) {
				watchdog.begin(number);
				const milliseconds = await check(name, number);
				if (milliseconds > slowest.milliseconds) slowest = { milliseconds, number };
			}
			const { milliseconds, number } = slowest;
			if (count > 1000) console.log(`      slowest: ${milliseconds.toFixed(0)} ms, set ${String(number)}`);
		});
	});
});
