/**
 * A path that a message names, as one below a folder: names joined by `/`. Undefined when it leads out of the folder, or
 * names a drive, a share or the folder itself. `folder`: the folder's own path, with `/`.
 */
export function pathBelow(folder: string, path: string): string | undefined {
	// A colon is that of a drive, a scheme, or a stream of a file.
	if (/^(?:\\\\|\/\/)|[:\p{Cc}]/u.test(path)) return undefined;
	const names = namesOf(path);
	if (!names) return undefined;
	if (!/^[/\\]/.test(path)) return joined(names);
	const above = namesOf(folder) ?? [];
	return above.every((name, at) => name === names[at]) ? joined(names.slice(above.length)) : undefined;
}

/** Sorted so that the likeliest to be meant by `file` comes first; null: by name only. */
export function likeliestFirst(paths: readonly string[], file: string | null): readonly string[] {
	const meant = file === null ? '' : (namesOf(file) ?? []).join('/');
	const ranks = new Map(paths.map((path) => [path, rank(path, meant)]));
	return [...paths].sort(
		(one, other) => (ranks.get(one) ?? 0) - (ranks.get(other) ?? 0) || (one < other ? -1 : 1),
	);
}

/** The same path, its end or that of the other, the same name, another file. */
function rank(path: string, meant: string): number {
	if (meant === '') return 4;
	if (path === meant) return 0;
	if (path.endsWith(`/${meant}`)) return 1;
	if (meant.endsWith(`/${path}`)) return 2;
	return path.split('/').at(-1) === meant.split('/').at(-1) ? 3 : 4;
}

/** Without `.` and `..`; undefined when it leads above where it begins. */
function namesOf(path: string): readonly string[] | undefined {
	const names: string[] = [];
	for (const name of path.split(/[/\\]+/)) {
		if (name === '' || name === '.') continue;
		if (name !== '..') names.push(name);
		else if (names.pop() === undefined) return undefined;
	}
	return names;
}

function joined(names: readonly string[]): string | undefined {
	return names.length > 0 ? names.join('/') : undefined;
}
