import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { FileKey } from './files.js';
import { newLogName } from './newIds.js';

/** Linux tells these in /proc; other systems do without. */
function told(read: () => string): string {
	try {
		return read().trim();
	} catch {
		return '';
	}
}

const host = hostname();
const pidNamespace = told(() => readlinkSync('/proc/self/ns/pid'));
const boot = told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
const processNonce = newLogName();

function digest(...parts: readonly string[]): string {
	return createHash('sha256').update(parts.join('\0')).digest('base64url').slice(0, 22);
}

/** Where a process can be asked whether it lives: another host, boot or PID namespace counts as another clone. */
export const lockDomain = digest(host, boot, pidNamespace).replace(/[^A-Za-z0-9]/g, '0');

/**
 * What sets the file that was begun here apart from every copy of it. Inodes are reused, so the birth time belongs to
 * it; without one only this process may go on with the file.
 */
export function originOf(folder: string, key: FileKey): string {
	const born = key.birthNs > 0n ? String(key.birthNs) : `${String(process.pid)} ${processNonce}`;
	return digest(host, pidNamespace, folder, String(key.inode), born);
}

/**
 * When the process began, in the system's own units, so that a reused pid is not taken for it. Undefined: no such
 * process, or a zombie. Empty: the system does not tell.
 */
export function startOfProcess(pid: number): string | undefined {
	if (process.platform !== 'linux') return lives(pid) ? '' : undefined;
	const stat = told(() => readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
	if (stat === '') return lives(pid) ? '' : undefined;
	// The name in brackets may hold anything: proc_pid_stat(5) counts fields from the last bracket on.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function lives(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// It lives and belongs to someone else.
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}
