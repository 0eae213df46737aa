import { strict as assert } from 'node:assert';

/** Checks the rule that keeps merges free of conflicts: all versions of one log are beginnings of one text. */
export function areBeginningsOfOneText(...folders: readonly ReadonlyMap<string, string>[]): void {
	const longest = new Map<string, string>();
	for (const folder of folders)
		for (const [name, text] of folder)
			if (text.length > (longest.get(name)?.length ?? -1)) longest.set(name, text);
	const grewTwice = folders.flatMap((folder) =>
		[...folder].filter(([name, text]) => !longest.get(name)?.startsWith(text)).map(([name]) => name),
	);
	assert.deepEqual(grewTwice, [], 'these logs grew in two places');
}
