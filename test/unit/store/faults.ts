import type { Files } from '../../../src/store/files.js';
import { callOn, failure, type FaultyFiles } from './faultyFiles.js';
import type { MemoryFiles } from './memoryFiles.js';

const codes = ['ENOSPC', 'EIO', 'EACCES', 'EROFS', 'EMFILE'] as const;
const lengths = ['once', 'all', 'changes'] as const;

/** What goes wrong with one call. */
export interface Fault {
	readonly code: string;
	/** `torn`: half of a write arrives, then it fails; `short`: half of it, and the count says so; `late`: done, and failed. */
	readonly form: 'refused' | 'torn' | 'short' | 'late';
	/** Which of the later calls meet the same: none, all, or those that change the disk. */
	readonly lasts: (typeof lengths)[number];
}

/** The faults that a call can meet. */
export function faultsOf(call: keyof Files): readonly Fault[] {
	if (call === 'close') return [];
	const faults = lengths.flatMap((lasts) => codes.map((code): Fault => ({ code, form: 'refused', lasts })));
	if (call === 'write') {
		for (const lasts of ['once', 'changes'] as const) {
			faults.push({ code: 'ENOSPC', form: 'torn', lasts }, { code: '', form: 'short', lasts });
		}
	}
	if (['rename', 'unlink', 'truncate', 'makeFolder', 'removeFolder'].includes(call))
		faults.push({ code: 'EIO', form: 'late', lasts: 'once' });
	return faults;
}

/** Has the nth call from now on meet a fault. */
export function arm(faulty: FaultyFiles, disk: MemoryFiles, { code, form, lasts }: Fault, nth: number): void {
	const at = faulty.calls.length + nth;
	faulty.before = (call, now, args) => {
		if (call === 'close' || now < at) return undefined;
		if (now > at && (lasts === 'once' || (lasts === 'changes' && !changesDisk(call, args)))) return undefined;
		if (call === 'write' && form !== 'refused') {
			const [file, bytes] = args as Parameters<Files['write']>;
			const count = disk.write(file, bytes.subarray(0, Math.ceil(bytes.length / 2)));
			if (form === 'short') return count;
		}
		if (form === 'short') return undefined;
		if (form === 'late') callOn(disk, call, args);
		if (call === 'flush') disk.loseUnflushed(args[0] as number);
		throw failure(code);
	};
}

function changesDisk(call: keyof Files, args: readonly unknown[]): boolean {
	return call === 'open'
		? args[1] !== 'read'
		: !['stat', 'exists', 'list', 'realPath', 'keyOf', 'read'].includes(call);
}
