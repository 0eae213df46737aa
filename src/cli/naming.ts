import { ageText } from '../formats/age.js';
import { counted, shownTitle } from '../formats/shown.js';
import { StoreError } from '../store/errors.js';
import type { Session, Snapshot } from '../store/model.js';
import type { SessionReader } from '../store/sessionStore.js';
import { Failure } from './failures.js';

/** Characters of an id that tell enough. */
const shortest = 4;
/** Candidates that are listed. */
const most = 20;

/**
 * The session that a person means: by its id, by the beginning of its id, or by its title where only one has it; one in
 * the trash only where no other does. Throws Failure, which lists the candidates.
 */
export async function sessionNamed(store: SessionReader, name: string): Promise<Session> {
	const all = await store.listSessions({ deleted: 'include' });
	const exact = all.find(({ id }) => id === name);
	if (exact) return exact;
	const meant = all.filter(
		({ id, title }) => isBeginning(name, id) || title === name || shownTitle(title) === name,
	);
	const living = meant.filter(({ deleted }) => !deleted);
	const candidates = living.length > 0 ? living : meant;
	const [only, ...others] = candidates;
	if (!only) throw new Failure(`There is no session “${name}”.${hint(name)}`);
	if (others.length === 0) return only;
	throw ambiguous(
		name,
		'sessions',
		candidates.map(
			({ id, title, messageCount, updatedAt }) =>
				`${id}  ${shownTitle(title)}  ${counted(messageCount, 'message')} · ${ageText(updatedAt, Date.now())}`,
		),
	);
}

/** A message of a session: by its number in the transcript, from 1 (0: before the first), else by its id. */
export type MessagePlace = { readonly index: number } | { readonly messageId: string };

/** Throws Failure for a number that the transcript does not reach. */
export function messagePlace(session: Session, text: string): MessagePlace {
	if (!/^\d{1,9}$/.test(text)) return { messageId: text };
	const number = Number(text);
	const { messageCount } = session;
	if (number > messageCount) {
		const range = messageCount === 0 ? 'it is empty' : `its messages are 1 to ${String(messageCount)}`;
		throw new Failure(`“${shownTitle(session.title)}” has no message ${text}: ${range}.`);
	}
	return { index: number - 1 };
}

/** The id of the message at a place; null: before the first. Throws StoreError `UNKNOWN_MESSAGE`. */
export async function messageIdAt(
	store: SessionReader,
	{ id }: Session,
	place: MessagePlace,
): Promise<string | null> {
	if ('messageId' in place) return (await store.getMessage(id, place.messageId)).message.id;
	if (place.index < 0) return null;
	const [message] = await store.getMessages(id, { start: place.index, end: place.index + 1 });
	return message?.id ?? null;
}

/** What a session can be reverted to: a message or a snapshot, whichever has that name. Throws Failure. */
export async function revertPoint(
	store: SessionReader,
	session: Session,
	name: string,
): Promise<MessagePlace | Snapshot> {
	const place = messagePlace(session, name);
	if ('index' in place || (await hasMessage(store, session.id, name))) return place;
	const snapshots = await store.getSnapshots(session.id);
	const exact = snapshots.find(({ id }) => id === name);
	if (exact) return exact;
	const candidates = snapshots.filter(
		({ id, label }) => isBeginning(name, id) || label === name || shownTitle(label) === name,
	);
	const [only, ...others] = candidates;
	if (!only)
		throw new Failure(`“${shownTitle(session.title)}” has neither a message nor a snapshot “${name}”.`);
	if (others.length === 0) return only;
	throw ambiguous(
		name,
		'snapshots',
		candidates.map(({ id, label }) => `${id}  ${shownTitle(label, 'Untitled snapshot')}`),
	);
}

async function hasMessage(store: SessionReader, id: string, messageId: string): Promise<boolean> {
	try {
		await store.getMessage(id, messageId);
		return true;
	} catch (error) {
		if (StoreError.is(error, 'UNKNOWN_MESSAGE')) return false;
		throw error;
	}
}

function isBeginning(name: string, id: string): boolean {
	return name.length >= shortest && id.startsWith(name);
}

function hint(name: string): string {
	return name.length < shortest
		? ` Of an id at least ${String(shortest)} characters are needed, of a title all.`
		: '';
}

function ambiguous(name: string, what: string, candidates: readonly string[]): Failure {
	const more = candidates.length - most;
	const list = [...candidates.slice(0, most), ...(more > 0 ? [`…and ${String(more)} more`] : [])];
	return new Failure(
		`“${name}” names ${String(candidates.length)} ${what}:\n${list.map((line) => `  ${line}`).join('\n')}`,
	);
}
