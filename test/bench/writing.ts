import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { NewMessage } from '../../src/store/model.js';
import { Talk } from '../support/generatedTalk.js';
import { Random } from '../support/random.js';
import { counted, rowOfMedians, type Bench, type Row, type Setup } from './bench.js';
import { interleaved, timed, type Measurement } from './interleaved.js';
import { OwnSession } from './ownSession.js';
import type { Subject } from './peers/peer.js';

/** Milliseconds for each; a peer that writes all anew at every change has had its three rounds by then. */
const patience = 8_000;

/** What is done in one round: to one session after the other. */
interface Step {
	readonly message: NewMessage;
	/** Of a message in the session. */
	readonly index: number;
}

/**
 * A message added and flushed, beside the same bytes written and flushed by the two bare synchronous calls to a file
 * that grows alike; and in a large session beside a small one.
 */
export const add: Bench = async (setup) => {
	const { large, small } = setup.scale;
	const file = openSync(join(setup.folder, 'bare.jsonl'), 'a');
	const stamp = { type: 'message', id: 'i'.repeat(20), at: 1e15, op: 'o'.repeat(20), after: 'a'.repeat(20) };
	const bare = ({ message }: Step): void => {
		writeSync(file, `${JSON.stringify({ ...stamp, ...message, timestamp: 1e12 })}\n`);
		fdatasyncSync(file);
	};
	const found = await inBoth(setup, (session, { message }) => session.add(message), bare);
	closeSync(file);
	const name = `add a message at ${counted(large)}`;
	return [
		rowOfMedians(`${name} (write + fdatasync)`, found.large, found.bare, 1.5, found.peers),
		rowOfMedians(`${name} (at ${counted(small)})`, found.large, found.small, 1.2),
	];
};

/** A fork of some message, in a large session beside a small one; and the bytes that the folder grows by. */
export const fork: Bench = async (setup) => {
	const found = await inBoth(setup, (session, { index }) => session.fork(index));
	const grown = found.grown / (setup.scale.rehearsals + setup.scale.writes) / 1024;
	return [rowOfBoth('fork', setup, found), rowOfMedians('fork on disk, in KB (1 KB)', [grown], [1], 1)];
};

/** A label on some message, in a large session beside a small one. */
export const snapshot: Bench = async (setup) => {
	return [rowOfBoth('snapshot', setup, await inBoth(setup, (session, { index }) => session.snapshot(index)))];
};

/** The head moved to some message, back or forth, in a large session beside a small one. */
export const revert: Bench = async (setup) => {
	return [rowOfBoth('revert', setup, await inBoth(setup, (session, { index }) => session.revert(index)))];
};

function rowOfBoth(what: string, { scale }: Setup, { large, small, peers }: Found): Row {
	const name = `${what} at ${counted(scale.large)} (at ${counted(scale.small)})`;
	return rowOfMedians(name, large, small, 1.2, peers);
}

type Series = readonly number[];
interface Found {
	readonly large: Series;
	readonly small: Series;
	readonly bare: Series;
	/** The large session, as the peers keep it. */
	readonly peers: Readonly<Record<string, Series>>;
	/** Bytes that the large session's folder grew by. */
	readonly grown: number;
}

/** Does the same to a large session, a small one, the large one as the peers keep it, and `bare`. */
async function inBoth(
	{ folder, scale, peers }: Setup,
	act: (session: Subject, step: Step) => unknown,
	bare: (step: Step) => unknown = () => undefined,
): Promise<Found> {
	const large = await OwnSession.make(join(folder, 'large'), scale.large);
	const small = await OwnSession.make(join(folder, 'small'), scale.small);
	const kept: Record<string, Subject> = {};
	for (const peer of peers) kept[peer.name] = await large.asKeptBy(peer, join(folder, peer.recipe[0] ?? ''));

	const steps = stepsOf(scale.rehearsals + scale.writes);
	const measure = (session: Subject, length: number): Measurement => {
		return async (round) => {
			const step = steps(round, length);
			const ms = await timed(() => act(session, step));
			await session.settle?.();
			return ms;
		};
	};
	const before = large.size;
	const found = await interleaved(
		{
			large: measure(large, large.length),
			bare: (round) => timed(() => bare(steps(round, large.length))),
			small: measure(small, small.length),
			...mapped(kept, (session) => measure(session, large.length)),
		},
		{ warmUp: scale.rehearsals, rounds: scale.writes, patience },
	);
	const grown = large.size - before;
	for (const session of [large, small, ...Object.values(kept)]) await session.close();
	const { large: inLarge, small: inSmall, bare: inBare, ...ofPeers } = found;
	return { large: inLarge, small: inSmall, bare: inBare, peers: ofPeers, grown };
}

/** The same steps for all, at the same places of sessions of any length. */
function stepsOf(count: number): (round: number, length: number) => Step {
	const random = new Random(1);
	const talk = new Talk(random);
	const steps = Array.from({ length: count }, () => {
		return { message: { role: 'user', content: talk.text() } as const, place: random.next() };
	});
	return (round, length) => {
		const step = steps[round];
		if (!step) throw new RangeError(`round ${round}`);
		return { message: step.message, index: Math.floor(step.place * length) };
	};
}

function mapped<From, To>(
	record: Readonly<Record<string, From>>,
	map: (from: From) => To,
): Record<string, To> {
	return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
