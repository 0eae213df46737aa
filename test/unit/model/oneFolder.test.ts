import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { Temporary } from '../store/temporary.js';
import { OneFolder } from './oneFolder.js';
import { commands, create } from './oneFolderCommands.js';
import { holds, patience } from './property.js';

type Verb = keyof typeof commands;
const verbs = Object.keys(commands) as Verb[];
const aVerb = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom<Verb | 'create' | 'reopen'>(...verbs, 'create', 'reopen') },
	// What only tells when it meets others.
	{ weight: 2, arbitrary: fc.constantFrom<Verb>('addAgain', 'fork', 'forkBranch', 'purge', 'undo', 'redo') },
);
const aStep = fc.record({
	verb: aVerb,
	// Few sessions, to which much is done, and sometimes any.
	who: fc.oneof(fc.nat(2), fc.nat(11)),
	what: fc.nat(23),
	writer: fc.nat(1),
});
type Step = typeof aStep extends fc.Arbitrary<infer Value> ? Value : never;

async function run(world: OneFolder, { verb, who, what, writer }: Step): Promise<void> {
	if (verb === 'reopen') return world.open(writer);
	const store = world.store(writer);
	const ids = world.naive.ids();
	const id = ids[who % ids.length];
	const other = what % 4 === 0 ? null : (ids[what % ids.length] ?? null);
	if (verb === 'create' || id === undefined) return create(world, store, other);
	const session = world.naive.get(id);
	return commands[verb](world, { store, session, id, gone: world.naive.isDeleted(id), other, what });
}

describe('The store, against a naive one', () => {
	let temporary: Temporary;
	before(async () => {
		temporary = await Temporary.make();
	});
	after(() => temporary.remove());

	it('says the same after any commands of two writers', async () => {
		let runs = 0;
		await holds(
			60,
			fc.asyncProperty(fc.array(aStep, { minLength: 1, maxLength: 40, size: 'max' }), async (steps) => {
				const folder = join(temporary.root, String(runs++));
				const world = new OneFolder(folder);
				for (const nth of [0, 1]) await world.open(nth);
				for (const step of steps) {
					await run(world, step);
					await world.agrees();
				}
				await world.open(0);
				await world.agrees();
				await world.close();
				await rm(folder, { recursive: true, force: true });
			}),
		);
	}).timeout(patience);
});
