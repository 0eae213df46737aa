import type { MessageRef, SessionRef } from '../host/sessionRef.js';
import type { SessionStore } from '../store/sessionStore.js';
import { askMessage, askSnapshot } from './askMessage.js';
import { askSession, type SessionQuestion } from './askSession.js';
import {
	asMessage,
	asSessionRow,
	asSnapshot,
	originOf,
	targets,
	unique,
	type SnapshotRef,
} from './commandArguments.js';
import type { Invocation } from './invocation.js';

/** The sessions that a command is about: those passed, those where a key was pressed, or the one chosen. */
export async function sessionsOf(
	call: Invocation,
	args: readonly unknown[],
	question: SessionQuestion,
): Promise<readonly SessionRef[]> {
	const given = passedOrAtHand(call, args, asSessionRow);
	const refs = unique(given.map(({ folder, sessionId }) => ({ folder, sessionId })));
	// A key that was pressed on another kind of row means nothing there.
	if (refs.length > 0 || originOf(args) === 'tree') return about(call, refs);
	const chosen = await askSession(call, args, question);
	return chosen ? about(call, [chosen]) : [];
}

/** The same for a command that takes one. */
export async function sessionOf(
	call: Invocation,
	args: readonly unknown[],
	question: SessionQuestion,
): Promise<SessionRef | undefined> {
	const passed = asSessionRow(args[0]);
	if (passed) return about(call, [passed])[0];
	return (await sessionsOf(call, args, question))[0];
}

/** The message that a command is about: the one passed, the one under the cursor, or the one chosen. */
export async function messageOf(
	call: Invocation,
	args: readonly unknown[],
	question: { readonly title: string; readonly placeholder: string },
): Promise<MessageRef | undefined> {
	const passed = asMessage(args[0]) ?? fromTranscript(call, args);
	if (passed) {
		about(call, [passed]);
		return passed;
	}
	const session = await sessionOf(call, args, { title: question.title });
	return session && askMessage(call, session, question);
}

function fromTranscript(call: Invocation, args: readonly unknown[]): MessageRef | undefined {
	return originOf(args) === 'transcript' ? call.transcripts.focusedMessage : undefined;
}

/** The snapshots that a command is about. */
export async function snapshotsOf(
	call: Invocation,
	args: readonly unknown[],
	title: string,
): Promise<readonly SnapshotRef[]> {
	const given = passedOrAtHand(call, args, asSnapshot);
	if (given.length > 0) return about(call, given);
	const session = await sessionOf(call, args, { title });
	const chosen = session && (await askSnapshot(call, session, title));
	return chosen ? [{ ...session, snapshotId: chosen.id }] : [];
}

function passedOrAtHand<T extends SessionRef>(
	call: Invocation,
	args: readonly unknown[],
	read: (value: unknown) => T | undefined,
): readonly T[] {
	const passed = targets(args, read);
	if (passed.length > 0) return passed;
	const origin = originOf(args);
	if (origin === 'tree') return unique(call.tree.selection.flatMap((node) => read(node) ?? []));
	if (origin === 'transcript') return [read(call.transcripts.active)].flatMap((ref) => ref ?? []);
	return [];
}

function about<T extends SessionRef>(call: Invocation, refs: readonly T[]): readonly T[] {
	call.subject = refs[0];
	return refs;
}

/** The store to read a session from. */
export async function storeOf(
	call: Invocation,
	{ folder }: Pick<SessionRef, 'folder'>,
): Promise<SessionStore> {
	return (await call.stores.get(folder)).store;
}

/** The store to change. The first time in a git repository this leads to a question, which holds up nothing. */
export async function writableStoreOf(
	call: Invocation,
	{ folder }: Pick<SessionRef, 'folder'>,
): Promise<SessionStore> {
	const opened = await call.stores.get(folder);
	call.detach(() => call.sharing.ask(opened));
	return opened.store;
}
