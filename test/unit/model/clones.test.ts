import { strict as assert } from 'node:assert';
import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { areBeginningsOfOneText } from '../clones/prefixes.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { said, Temporary } from '../store/temporary.js';
import { command, commandVerbs, type CommandVerb } from './commands.js';
import { NaiveFold, recordsIn, sessionOf } from './naiveFold.js';
import { Place, type Manner } from './place.js';
import { holds, patience } from './property.js';
import { scrambled } from './scramble.js';
import { told, toldByFiles } from './told.js';

const syncVerbs = [
	'copyLog',
	'copyLog',
	'copyHalf',
	'copyAll',
	'commit',
	'checkout',
	'merge',
	'replaceFolder',
	'swapFolders',
	'dropLocal',
	'reopen',
	'together',
] as const;
type SyncVerb = (typeof syncVerbs)[number];

interface Step {
	readonly verb: CommandVerb | SyncVerb;
	readonly place: number;
	readonly writer: number;
	readonly who: number;
	readonly what: number;
}
const small = fc.nat(11);
const aStep: fc.Arbitrary<Step> = fc.record({
	verb: fc.oneof(
		{ weight: 3, arbitrary: fc.constantFrom<CommandVerb | SyncVerb>(...commandVerbs) },
		{ weight: 2, arbitrary: fc.constantFrom<CommandVerb | SyncVerb>(...syncVerbs) },
	),
	place: fc.nat(2),
	writer: fc.nat(1),
	// Few sessions, to which much is done, and sometimes any.
	who: fc.oneof(fc.nat(2), small),
	what: small,
});
const steps = fc.array(aStep, { minLength: 1, maxLength: 40, size: 'max' });

/** Milliseconds by which each place's clock is behind. */
const skews = [0, 3_600_000, 40];
const manners: readonly Manner[] = ['renamed', 'in place', 'appended'];
const realNow = Date.now;

/** Three folders of the same sessions, two stores in each; and what was committed of them. */
class World {
	readonly #root: string;
	readonly #places: Place[] = [];
	readonly #commits: ReadonlyMap<string, string>[] = [];
	/** Everything that was acknowledged: records by id, and their session. */
	readonly #written = new Map<string, string>();
	#texts = 0;

	constructor(root: string) {
		this.#root = root;
	}

	async run(all: readonly Step[], salt: number): Promise<void> {
		for (const nth of skews.keys()) this.#places.push(await Place.make(join(this.#root, String(nth)), 2));
		try {
			for (const step of all) await this.#step(step);
			await this.#meet(salt);
		} finally {
			Date.now = realNow;
			for (const place of this.#places) await place.close();
			rmSync(this.#root, { recursive: true });
		}
	}

	async #step(step: Step): Promise<void> {
		const place = this.#place(step.place);
		const from = this.#place(step.place + 1 + (step.who % 2));
		Date.now = () => realNow() - (skews[step.place] ?? 0);
		await this.#do(step, place, from);
		for (const [name, text] of place.logs())
			for (const { id } of recordsIn(sessionOf(name), text)) this.#written.set(id, sessionOf(name));
		areBeginningsOfOneText(...this.#places.map((each) => each.logs()), ...this.#commits);
		await place.agrees();
		if (step.verb === 'swapFolders') await from.agrees();
	}

	#place(nth: number): Place {
		return this.#places[nth % this.#places.length] ?? assert.fail();
	}

	async #do({ verb, writer, who, what }: Step, place: Place, from: Place): Promise<void> {
		const manner = manners[who % manners.length] ?? 'renamed';
		const logs = [...from.logs()];
		const log = logs[what % logs.length];
		const commit = this.#commits[what % this.#commits.length];
		switch (verb) {
			case 'copyLog':
				if (log) take(place, log, manner);
				return;
			case 'copyHalf':
				if (log) take(place, [log[0], log[1].slice(0, (log[1].length * who) / 12)], manner);
				return;
			case 'copyAll':
				for (const each of logs) take(place, each, manner);
				return;
			case 'commit':
				this.#commits.push(place.logs());
				return;
			case 'checkout':
				if (!commit) return;
				// As git insists: nothing that was not committed is written over.
				this.#commits.push(place.logs());
				place.become(commit);
				return;
			case 'merge':
				for (const each of commit ?? []) take(place, each, 'renamed');
				return;
			case 'replaceFolder':
				this.#commits.push(place.logs());
				rmSync(place.folder, { recursive: true });
				cpSync(from.folder, place.folder, { recursive: true });
				return;
			case 'swapFolders':
				renameSync(place.folder, `${place.folder}.tmp`);
				renameSync(from.folder, place.folder);
				renameSync(`${place.folder}.tmp`, from.folder);
				return;
			case 'dropLocal':
				rmSync(join(place.folder, '.local'), { recursive: true, force: true });
				return;
			case 'reopen':
				await place.reopen(writer);
				return;
			case 'together':
				await this.#together(place, who, what);
				return;
			default:
				await command(place, place.store(writer), verb, who, what, this.#text());
		}
	}

	/** Both stores write at once, to the same session. */
	async #together(place: Place, who: number, what: number): Promise<void> {
		const fold = new NaiveFold(place.logs());
		const living = fold.oldestFirst().filter((each) => !fold.isDeleted(each));
		const id = living[who % living.length];
		if (id === undefined) return;
		const say = (store: SessionStore, count: number): Promise<readonly string[]> =>
			store.addMessages(
				id,
				Array.from({ length: count }, () => said(this.#text())),
			);
		const acts: readonly ((store: SessionStore) => Promise<readonly string[]>)[] = [
			(store) => say(store, 1),
			(store) => say(store, 2),
			(store) => store.setTitle(id, this.#text()).then(() => []),
			(store) => say(store, 1),
			(store) => store.createSnapshot(id, { label: this.#text() }).then((made) => [made]),
			(store) => store.revertToMessage(id, { messageId: null }).then(() => []),
		];
		const chosen = [...acts, ...acts].slice(what % acts.length).slice(0, 4);
		const made = await Promise.all(chosen.map((act, nth) => act(place.store(nth))));
		const after = new NaiveFold(place.logs());
		const there = [...after.tree(id), ...(after.sessions.get(id)?.snapshots ?? []).map((each) => each.id)];
		const missing = made.flat().filter((each) => !there.includes(each));
		assert.deepEqual(missing, [], 'acknowledged, and not there');
	}

	#text(): string {
		return `t${this.#texts++}`;
	}

	/** All exchange all: they say the same, and nothing that was acknowledged is missing. */
	async #meet(salt: number): Promise<void> {
		const all = new Map<string, string>();
		for (const logs of [...this.#places.map((place) => place.logs()), ...this.#commits])
			for (const [name, text] of logs) if (text.length > (all.get(name)?.length ?? -1)) all.set(name, text);
		const there = new Set(
			[...all].flatMap(([name, text]) => recordsIn(sessionOf(name), text).map(({ id }) => id)),
		);
		const purged = new Set(
			[...all].filter(([, text]) => text.includes('"type":"purge"')).map(([name]) => sessionOf(name)),
		);
		const lost = [...this.#written].filter(([id, session]) => !there.has(id) && !purged.has(session));
		assert.deepEqual(lost, [], 'acknowledged, and in no place');
		for (const place of this.#places) {
			for (const log of all) take(place, log, 'renamed');
			await place.agrees();
		}
		const expected = toldByFiles(all);
		const [first] = this.#places;
		assert.deepEqual(await told((first ?? assert.fail()).store(0)), expected);
		const mixed = await Place.make(join(this.#root, 'mixed'), 0);
		const { logs, files } = scrambled(all, salt);
		mixed.become(logs);
		const reader = await Place.make(mixed.folder, 1, files);
		assert.deepEqual(await told(reader.store(0)), expected, 'with lines doubled and files in another order');
		await reader.close();
	}
}

/** Takes over a version of a log that says more than the one that is here. */
function take(place: Place, [name, text]: readonly [name: string, text: string], manner: Manner): void {
	const here = place.logs().get(name);
	if (here === undefined || text.length > here.length) place.put(name, text, manner);
}

describe('Several folders of the same sessions, against a naive fold of their files', () => {
	let temporary: Temporary;
	before(async () => {
		temporary = await Temporary.make();
	});
	after(() => temporary.remove());

	it('say what their files say, and the same when all have met', async () => {
		let run = 0;
		await holds(
			30,
			fc.asyncProperty(steps, fc.nat(), (all, salt) =>
				new World(join(temporary.root, String(run++))).run(all, salt),
			),
		);
	}).timeout(patience);
});
