import type { Files } from '../../../src/store/files.js';
import { quickFiles } from '../store/faultyFiles.js';
import { sessionOf } from './naiveFold.js';

/** A small generator of the same numbers for the same seed (mulberry32). */
function numbersFrom(seed: number): (below: number) => number {
	let state = seed >>> 0;
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}

/**
 * The same records in other files: each session's lines dealt out anew among its logs, some of them twice, in any order;
 * and a port to the disk that lists the names in any order. A purge names its logs by their sizes, so the logs of a
 * purged session stay as they are.
 */
export function scrambled(
	logs: ReadonlyMap<string, string>,
	seed: number,
): { readonly logs: ReadonlyMap<string, string>; readonly files: Files } {
	const random = numbersFrom(seed);
	const shuffled = <One>(all: readonly One[]): One[] =>
		all
			.map((one) => ({ one, place: random(1 << 30) }))
			.sort((a, b) => a.place - b.place)
			.map(({ one }) => one);
	const mixed = new Map<string, string>();
	for (const id of new Set([...logs.keys()].map(sessionOf))) {
		const own = [...logs].filter(([name]) => sessionOf(name) === id);
		if (own.some(([, text]) => text.includes('"type":"purge"'))) {
			for (const [name, text] of own) mixed.set(name, text);
			continue;
		}
		for (const [name] of own) mixed.set(name, '');
		const lines = own.flatMap(([, text]) => text.split('\n').filter((line) => line !== ''));
		for (const line of shuffled([...lines, ...lines.filter(() => random(3) === 0)])) {
			const [name] = own[random(own.length)] ?? [''];
			mixed.set(name, `${mixed.get(name) ?? ''}${line}\n`);
		}
	}
	return { logs: mixed, files: { ...quickFiles, list: (folder) => shuffled(quickFiles.list(folder)) } };
}
