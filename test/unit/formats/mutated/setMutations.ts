import type { Random } from '../../../support/random.js';

/** A file on its way to the readers. */
export interface MutableFile {
	path: string;
	bytes: Buffer;
	picked: boolean;
	/** Milliseconds since 1970. */
	modified: number;
}

/** `others`: files of another set, perhaps of another format. */
type Mutation = (files: MutableFile[], random: Random, others: readonly MutableFile[]) => void;

const names: readonly string[] = [
	...['x.json', 'x.jsonl', 'x', 'conversations.json', 'a/b/c.json', '../x.json', '__proto__.json', ' .jsonl'],
	...[
		'.json',
		'agent-x.jsonl',
		'x/subagents/agent-x.jsonl',
		'ui_messages.json',
		'x.messages.json',
		'é/x.json',
	],
];
const times: readonly number[] = [0, 1, 1_750_000_000_123.5, Date.UTC(2100, 0, 1), -1];

function folderOf(path: string): string {
	return path.slice(0, path.lastIndexOf('/') + 1);
}

const mutations: Readonly<Record<string, Mutation>> = {
	droppedFile: (files, random) => {
		if (files.length > 1) files.splice(random.below(files.length), 1);
	},
	doubledFile: (files, random) => {
		const file = random.pick(files);
		const path = random.pick([`copy/${file.path}`, `${folderOf(file.path)}copy.jsonl`, file.path]);
		files.splice(random.below(files.length + 1), 0, { ...file, path });
	},
	renamedFile: (files, random) => {
		const file = random.pick(files);
		const name = random.pick(names);
		file.path = random.chance(0.5) ? folderOf(file.path) + name : name;
	},
	swappedNames: (files, random) => {
		const [one, other] = [random.pick(files), random.pick(files)];
		[one.path, other.path] = [other.path, one.path];
	},
	joinedFiles: (files, random) => {
		const [one, other] = [random.pick(files), random.pick(files)];
		one.bytes = Buffer.concat([one.bytes, other.bytes]);
	},
	splitFile: (files, random) => {
		const file = random.pick(files);
		const at = file.bytes.indexOf(10, random.below(file.bytes.length + 1)) + 1;
		if (at === 0) return;
		files.push({ ...file, path: `${folderOf(file.path)}rest.jsonl`, bytes: file.bytes.subarray(at) });
		file.bytes = file.bytes.subarray(0, at);
	},
	olderVersion: (files, random) => {
		const file = random.pick(files);
		const bytes = file.bytes.subarray(0, random.below(file.bytes.length + 1));
		files.splice(random.below(files.length + 1), 0, { ...file, path: `old/${file.path}`, bytes });
	},
	foreignFile: (files, random, others) => {
		files.splice(random.below(files.length + 1), 0, { ...random.pick(others) });
	},
	foreignFiles: (files, _random, others) => {
		files.push(...others.map((file) => ({ ...file, path: `other/${file.path}` })));
	},
	foreignContent: (files, random, others) => {
		random.pick(files).bytes = random.pick(others).bytes;
	},
	otherOrder: (files, random) => {
		files.splice(0, files.length, ...random.shuffled(files));
	},
	allPicked: (files) => {
		for (const file of files) file.picked = true;
	},
	otherTime: (files, random) => {
		random.pick(files).modified = random.pick(times);
	},
	emptyFile: (files, random) => {
		random.pick(files).bytes = Buffer.alloc(0);
	},
};

/** Changes one thing about the files; gives its name. */
export function mutateFiles(files: MutableFile[], random: Random, others: readonly MutableFile[]): string {
	const name = random.pick(Object.keys(mutations));
	mutations[name]?.(files, random, others);
	return name;
}
