import { SessionStore } from '../../../src/store/sessionStore.js';
import { cutsAt, PowerCutDisk } from './powerCutDisk.js';

export interface Trial {
	readonly folder?: string;
	/** What is there before, acknowledged. */
	prepare?(store: SessionStore): Promise<unknown>;
	/** What happens to the disk then, the store closed. */
	damage?(disk: PowerCutDisk): PowerCutDisk | Promise<PowerCutDisk>;
	run(store: SessionStore): Promise<unknown>;
	/** Stands nowhere on the disk any more when the command is acknowledged. */
	readonly erases?: string;
	/** What is flushed for another trial's sake: for several sessions at once, or in case another process has not. */
	readonly precaution?: RegExp;
}

/** All that a reader can see. */
async function seen(store: SessionStore): Promise<string> {
	const sessions = await store.listSessions({ deleted: 'include' });
	// Whether a torn line lies in a log is no part of what was done.
	const all = sessions.map(async (session) => [
		{ ...session, damaged: undefined },
		await store.getMessages(session.id),
		await store.getBranches(session.id),
		await store.getSnapshots(session.id),
	]);
	return JSON.stringify([(await store.getTrash()).map(({ id }) => id), await Promise.all(all)]);
}

export interface Outcome {
	/** What the command flushed, in order. */
	readonly flushes: readonly string[];
	/** What was wrong with which disk that a power cut may have left. */
	readonly faults: readonly string[];
}

const patience = 100;
const gitFiles = ['.gitattributes\n*.jsonl -text merge=union\n', '.gitignore\n.local/\n'];

/**
 * Runs one command, cuts the power after each of its calls, and opens what may then be left: the command must be done
 * or not begun, once acknowledged it must be done, and the next write must work. `idle`: which of the flushes does
 * nothing; then one fault is enough.
 */
export async function cutPower(trial: Trial, idle?: number): Promise<Outcome> {
	const { folder = '/.sessions', erases } = trial;
	const open = ({ files }: PowerCutDisk): Promise<SessionStore> =>
		SessionStore.open(folder, { files, patience });
	const first = new PowerCutDisk();
	const preparing = await open(first);
	await trial.prepare?.(preparing);
	await preparing.close();
	const disk = (await trial.damage?.(first)) ?? first;
	const store = await open(disk);
	const before = await seen(store);
	disk.moments.length = 0;
	disk.flushes.length = 0;
	disk.idle = idle;
	await trial.run(store);
	const acknowledged = disk.moment('the acknowledgement');
	const after = await seen(store);
	await store.close();
	const faults: string[] = [];
	for (const moment of [acknowledged, ...disk.moments.reverse()]) {
		const isDone = moment === acknowledged;
		for (const [words, left] of cutsAt(moment)) {
			const fault =
				isDone && erases !== undefined && left.texts().includes(erases)
					? `“${erases}” is still there`
					: await wrong(left, isDone ? [after] : [before, after]);
			if (fault !== undefined) faults.push(`After ${moment.after}, left was ${words}: ${fault}`);
			if (idle !== undefined && faults.length > 0) return { flushes: disk.flushes, faults };
		}
	}
	return { flushes: disk.flushes, faults };

	async function wrong(left: PowerCutDisk, allowed: readonly string[]): Promise<string | undefined> {
		const opened = await open(left);
		const found = await seen(opened);
		if (!allowed.includes(found)) return `${found}\ninstead of ${allowed.join('\nor ')}`;
		const id = await opened.createSession();
		await opened.addMessage(id, { role: 'user', content: 'next' });
		await opened.close();
		const next = await open(left);
		const [message] = await next.getMessages(id);
		await next.close();
		if (message?.content !== 'next') return 'the next write is lost';
		const texts = left.texts();
		if (/\.local\/in-.*\.jsonl/.test(texts)) return 'what arrived was left unfinished';
		return gitFiles.every((text) => texts.includes(`${folder}/${text}`)) ? undefined : 'no files for git';
	}
}

/** The disk as a crash leaves it before the first call that `call` matches. */
export async function interrupted(
	{ files, moments }: PowerCutDisk,
	call: RegExp,
	command: (store: SessionStore) => Promise<unknown>,
): Promise<PowerCutDisk> {
	const store = await SessionStore.open('/.sessions', { files, patience });
	moments.length = 0;
	await command(store);
	const before = moments[moments.findIndex(({ after }) => call.test(after)) - 1];
	if (!before) throw new RangeError(`no call ${String(call)}`);
	for (const [words, left] of cutsAt(before))
		if (words === 'everything' || before.open.length === 0) return left;
	throw new RangeError('nothing left');
}
