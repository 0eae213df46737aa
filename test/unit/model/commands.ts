import { strict as assert } from 'node:assert';
import { StoreError, type StoreErrorCode } from '../../../src/store/errors.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { said } from '../store/temporary.js';
import { NaiveFold } from './naiveFold.js';
import type { Place } from './place.js';

export const commandVerbs = [
	'create',
	'add',
	'add',
	'add',
	'branch',
	'fork',
	'fork',
	'snapshot',
	'rename',
	'describe',
	'switch',
	'switch',
	'undoRevert',
	'move',
	'delete',
	'restore',
	'purge',
	'purge',
	'import',
	'undo',
	'redo',
] as const;
export type CommandVerb = (typeof commandVerbs)[number];

/** What undo and redo may be refused with; whether they must be, the model of one folder knows. */
const laterRefusals: readonly StoreErrorCode[] = [
	'CHANGED_SINCE',
	'NOTHING_TO_UNDO',
	'UNKNOWN_OPERATION',
	'DELETED',
	'INVALID',
];

/**
 * Does one command to a session of the place, chosen by numbers, and checks that it was refused exactly when the files
 * give a reason and that it did what it says.
 */
export async function command(
	place: Place,
	store: SessionStore,
	verb: CommandVerb,
	who: number,
	what: number,
	text: string,
): Promise<void> {
	const before = new NaiveFold(place.logs());
	const after = (): NaiveFold => new NaiveFold(place.logs());
	const ids = before.oldestFirst();
	const id = ids[who % ids.length];
	const other = what % 3 === 0 ? null : (ids[what % ids.length] ?? null);
	if (verb === 'create' || id === undefined) {
		const made = await attempt(other !== null && before.isDeleted(other), () =>
			store.createSession({ parentId: other, title: text }),
		);
		if (made !== undefined) assert.equal(after().parent(made), other);
		return;
	}
	const gone = before.isDeleted(id);
	const head = before.sessions.get(id)?.head ?? null;
	const messages = before.tree(id);
	const message = messages[what % messages.length] ?? null;
	switch (verb) {
		case 'add': {
			const made = await attempt(gone, () => store.addMessage(id, said(text)));
			if (made !== undefined)
				assert.deepEqual(after().path(id, made).ids, [...before.path(id, head).ids, made]);
			return;
		}
		case 'branch': {
			const made = await attempt(gone, () => store.addMessage(id, said(text), { after: message }));
			if (made !== undefined)
				assert.deepEqual(after().path(id, made).ids, [...before.path(id, message).ids, made]);
			return;
		}
		case 'fork': {
			const made = await attempt(gone, () =>
				store.forkSession(id, { title: text, ...(message !== null && { fromMessageId: message }) }),
			);
			if (made === undefined) return;
			const now = after();
			const point = message ?? head;
			assert.deepEqual(now.path(made, point).ids, before.path(id, point).ids);
			assert.equal(now.sessions.get(made)?.head, point);
			return;
		}
		case 'snapshot':
			await attempt(gone, () => store.createSnapshot(id, { messageId: message, label: text }));
			return;
		case 'rename':
			await attempt(gone, () => store.setTitle(id, text));
			if (!gone) assert.equal(after().sessions.get(id)?.title, text);
			return;
		case 'describe':
			await attempt(gone, () => store.setMetadata(id, { [`key${what % 3}`]: what % 2 ? text : null }));
			return;
		case 'switch':
			await attempt(gone, () => store.revertToMessage(id, { messageId: message }));
			if (!gone) assert.equal(after().sessions.get(id)?.head, message);
			return;
		case 'undoRevert':
			await attempt(undefined, () => store.undoRevert(id));
			return;
		case 'move': {
			const wrong = gone || (other !== null && (before.isDeleted(other) || before.isBelow(other, id)));
			await attempt(wrong, () => store.moveSession(id, other));
			if (!wrong) assert.equal(after().parent(id), other);
			return;
		}
		case 'delete':
			await attempt(gone, () => store.deleteSession(id));
			assert.ok(after().isDeleted(id));
			return;
		case 'restore':
			await attempt(!gone, () => store.restoreSession(id));
			assert.ok(!after().isDeleted(id));
			return;
		case 'purge': {
			if (!gone && what % 3 > 0) {
				await store.deleteSession(id);
				return command(place, store, verb, who, 0, text);
			}
			await attempt(!gone, () => store.purgeSession(id));
			const now = after();
			assert.equal(now.sessions.has(id), !gone);
			for (const each of now.sessions.keys())
				assert.deepEqual(transcript(now, each), transcript(before, each), 'others keep their messages');
			return;
		}
		case 'import': {
			const bundle = await store.exportSession(id, { descendants: what % 2 === 0 });
			const wrong = other !== null && before.isDeleted(other);
			const made = await attempt(wrong, () => store.importSession(bundle, { parentId: other }));
			if (made)
				assert.equal(
					after().path(made.sessionId, after().sessions.get(made.sessionId)?.head ?? null).ids.length,
					before.path(id, head).ids.length,
				);
			return;
		}
		case 'undo':
		case 'redo': {
			const operations = await store.getOperations();
			const op = operations[what % operations.length]?.id ?? 'none';
			await attempt(undefined, () => (verb === 'undo' ? store.undoOperation(op) : store.redoOperation(op)));
			return;
		}
		default:
			verb satisfies never;
	}
}

function transcript(fold: NaiveFold, id: string): readonly string[] {
	return fold.path(id, fold.sessions.get(id)?.head ?? null).ids;
}

/** `wrong`: whether it has to be refused; undefined: it may be. */
async function attempt<Result>(
	wrong: boolean | undefined,
	act: () => Promise<Result>,
): Promise<Result | undefined> {
	try {
		const result = await act();
		assert.ok(wrong !== true, 'should have been refused');
		return result;
	} catch (error) {
		if (!StoreError.is(error) || wrong === false) throw error;
		const allowed = wrong ? ['DELETED', 'NOT_DELETED', 'CYCLE'] : laterRefusals;
		if (!allowed.includes(error.code)) throw error;
		return undefined;
	}
}
