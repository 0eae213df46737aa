import { StoreError } from './errors.js';
import type { Json, JsonObject, Operation, OperationKind } from './model.js';
import { inOrder, type SessionRecord, type SetFields, type SetRecord, type StoreRecord } from './records.js';
import type { FoldedRecord, JournalRecord, SessionFold } from './sessionFold.js';
import { Standing } from './standing.js';

/** What one command wrote into one session. */
export interface Share {
	readonly fold: SessionFold;
	readonly records: readonly JournalRecord[];
}

/** A record to be written, but for its stamp. */
type Unstamped<R> = R extends StoreRecord ? Omit<R, 'id' | 'at' | 'op'> : never;
export type Opposite = Unstamped<
	Exclude<StoreRecord, { type: 'log' | 'message' | 'purge' | 'session' | 'snapshot' }>
>;

/** Whether an operation is taken back, or brought back after that. */
export type Way = 'back' | 'forth';

/** Everything that an operation wrote but messages, by session; empty when the journal has no such operation. */
export function sharesOf(op: string, folds: Iterable<SessionFold>): readonly Share[] {
	const shares: Share[] = [];
	for (const fold of folds) {
		const records = fold.journal.filter((record) => record.op === op);
		if (records.length > 0) shares.push({ fold, records });
	}
	return shares;
}

/** The commands that the sessions remember, messages added left out; latest first. */
export function operationsOf(folds: Iterable<SessionFold>): readonly Operation[] {
	const byId = new Map<string, { readonly records: JournalRecord[]; readonly sessionIds: Set<string> }>();
	const undone = new Set<string>();
	for (const fold of folds) {
		for (const record of fold.journal) {
			let found = byId.get(record.op);
			if (!found) byId.set(record.op, (found = { records: [], sessionIds: new Set() }));
			found.records.push(record);
			found.sessionIds.add(fold.id);
		}
		for (const op of standingIn(fold).out) undone.add(op);
	}
	const latestAt = (records: readonly JournalRecord[]): number =>
		records.reduce((latest, { at }) => Math.max(latest, at), 0);
	return [...byId]
		.map(([id, { records, sessionIds }]) => ({ id, records, sessionIds, at: latestAt(records) }))
		.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
		.map(({ id, records, sessionIds, at }) => ({
			id,
			kind: kindOf(records),
			sessionIds: [...sessionIds],
			fields: [...new Set(records.flatMap(fieldsOf))],
			at: Math.floor(at / 1000),
			undone: undone.has(id),
		}));
}

function kindOf(records: readonly JournalRecord[]): OperationKind {
	const kinds = new Set(records.map(kindOfRecord));
	const telling = (
		['undo', 'import', 'fork', 'create', 'purge', 'delete', 'restore', 'revert', 'move'] as const
	).find((kind) => kinds.has(kind));
	return telling ?? [...kinds][0] ?? 'update';
}

function fieldsOf(record: JournalRecord): readonly string[] {
	if (record.type !== 'set') return [];
	return [...Object.keys(record.fields ?? {}), ...(record.accepted ? ['accepted'] : [])];
}

function kindOfRecord(record: JournalRecord): OperationKind {
	if ('undoes' in record) return 'undo';
	switch (record.type) {
		case 'session':
			return record.source ? 'import' : record.forkPoint ? 'fork' : 'create';
		case 'head':
			return record.grown ? 'import' : 'revert';
		case 'set':
			return record.fields?.parentId === undefined ? 'update' : 'move';
		case 'delete':
			return record.snapshotId === undefined ? 'delete' : 'deleteSnapshot';
		case 'restore':
			return record.snapshotId === undefined ? 'restore' : 'restoreSnapshot';
		default:
			return record.type;
	}
}

function undoes(record: FoldedRecord): string | undefined {
	return 'undoes' in record ? record.undoes : undefined;
}

/** The latest revert or switch that was not taken back. */
export function latestRevert(fold: SessionFold): JournalRecord & { type: 'head' } {
	const undone = standingIn(fold).out;
	const found = fold.journal.findLast(
		(record) =>
			record.type === 'head' &&
			record.undoes === undefined &&
			!undone.has(record.op) &&
			// An import sets the head to what it brings; nobody reverted here.
			record.grown === undefined &&
			record.op !== fold.session?.op,
	);
	if (found?.type === 'head') return found;
	throw new StoreError('NOTHING_TO_UNDO', `“${fold.title}” has no revert to take back.`);
}

/** What takes the operation's records in one session back. Throws `CHANGED_SINCE`. */
export function undoing(op: string, { fold, records }: Share): readonly Opposite[] {
	if (standingIn(fold).out.has(op)) throw new StoreError('NOTHING_TO_UNDO', 'That was taken back already.');
	for (const thing of thingsOf(records)) {
		if (!standingIn(fold, thing).isLatest(op)) throw changedSince(fold);
	}
	return opposites(op, fold, records, 'back');
}

/** What brings the operation's records in one session back. Throws `CHANGED_SINCE`, `NOTHING_TO_UNDO`. */
export function redoing(op: string, { fold, records }: Share): readonly Opposite[] {
	const by = fold.journal.findLast((record) => undoes(record) === op);
	if (!by || !standingIn(fold).out.has(op))
		throw new StoreError('NOTHING_TO_UNDO', 'That was not taken back.');
	for (const thing of thingsOf(records)) {
		if (!standingIn(fold, thing).mayReturn(op)) throw changedSince(fold);
	}
	return opposites(by.op, fold, records, 'forth');
}

/** The refusal to take back what is no longer as the command left it. */
export function changedSince(fold: SessionFold): StoreError {
	return new StoreError(
		'CHANGED_SINCE',
		`“${fold.title}” was changed since; that can no longer be taken back by itself.`,
	);
}

function opposites(
	undoes: string,
	fold: SessionFold,
	records: readonly JournalRecord[],
	way: Way,
): readonly Opposite[] {
	const session = fold.id;
	// The session's own record stands for all that came with it.
	if (records.some(({ type }) => type === 'session')) {
		return [{ type: way === 'back' ? 'delete' : 'restore', session, undoes }];
	}
	return records.flatMap((record): readonly Opposite[] => {
		switch (record.type) {
			case 'head': {
				const [to, from] = way === 'back' ? [record.from, record.to] : [record.to, record.from];
				return [{ type: 'head', session, to, from, undoes }];
			}
			case 'set':
				return [
					{
						type: 'set',
						session,
						undoes,
						...(way === 'forth' ? valuesOf(record) : valuesBefore(fold, record)),
					},
				];
			case 'snapshot':
				return [{ type: way === 'back' ? 'delete' : 'restore', session, snapshotId: record.id, undoes }];
			case 'delete':
			case 'restore': {
				const type = (record.type === 'delete') === (way === 'back') ? 'restore' : 'delete';
				const { snapshotId } = record;
				return [{ type, session, undoes, ...(snapshotId !== undefined && { snapshotId }) }];
			}
			case 'purge':
				throw new StoreError('INVALID', 'What was deleted permanently cannot be brought back.');
			default:
				return [];
		}
	});
}

type Values = Pick<SetRecord, 'fields' | 'metadata' | 'accepted'>;

function valuesOf({ fields, metadata, accepted }: SetRecord): Values {
	return { ...(fields && { fields }), ...(metadata && { metadata }), ...(accepted && { accepted }) };
}

function valuesBefore(fold: SessionFold, record: SetRecord): Values {
	const earlier = fold.journal.filter((other) => inOrder(other, record) < 0).reverse();
	const fields: Record<string, unknown> = {};
	for (const key of Object.keys(record.fields ?? {}) as (keyof SetFields)[]) {
		fields[key] =
			latest(earlier, (other) => (other.type === 'set' ? other.fields?.[key] : other[key])) ?? blank[key];
	}
	const keyed = (of: 'metadata' | 'accepted'): Record<string, Json> =>
		Object.fromEntries(
			Object.keys(record[of] ?? {}).map((key) => [
				key,
				latest(earlier, (other) => own(keyedIn(other, of), key)) ?? null,
			]),
		);
	return {
		...(record.fields && { fields }),
		...(record.metadata && { metadata: keyed('metadata') }),
		...(record.accepted && { accepted: keyed('accepted') }),
	};
}

function keyedIn(record: SetRecord | SessionRecord, of: 'metadata' | 'accepted'): JsonObject | undefined {
	return of === 'metadata' ? record.metadata : record.type === 'set' ? record.accepted : undefined;
}

/** `constructor` is a key like any other. */
function own(values: JsonObject | undefined, key: string): Json | undefined {
	return values && Object.hasOwn(values, key) ? values[key] : undefined;
}

const blank: Required<SetFields> = { title: '', agentName: null, parentId: null, shared: false };

function latest<T>(
	records: readonly JournalRecord[],
	read: (record: JournalRecord & { type: 'set' | 'session' }) => T,
): T | undefined {
	for (const record of records) {
		if (record.type !== 'set' && record.type !== 'session') continue;
		const value = read(record);
		if (value !== undefined) return value;
	}
	return undefined;
}

/** One thing that commands change, such as a session's title; `all` is the session with everything in it. */
type Thing = string;

function thingsOf(records: readonly JournalRecord[]): ReadonlySet<Thing> {
	if (records.some(({ type }) => type === 'session')) return new Set(['all']);
	return new Set(records.flatMap((record) => touched(record)));
}

function touched(record: FoldedRecord): readonly Thing[] {
	switch (record.type) {
		case 'message':
		case 'head':
			return ['head'];
		case 'set':
			return [
				...Object.keys(record.fields ?? {}),
				...Object.keys(record.metadata ?? {}).map((key) => `metadata ${key}`),
				...Object.keys(record.accepted ?? {}).map((hash) => `line ${hash}`),
			];
		case 'snapshot':
			return [`snapshot ${record.id}`];
		case 'delete':
		case 'restore':
			return [record.snapshotId === undefined ? 'trash' : `snapshot ${record.snapshotId}`];
		default:
			return ['trash'];
	}
}

/** Which operations are in force, of all or of those that changed one thing. */
function standingIn(fold: SessionFold, thing?: Thing): Standing {
	// Messages change nothing but where the head is.
	const messages = thing === 'all' || thing === 'head' ? fold.messages.values() : [];
	const changes = [...fold.journal, ...messages]
		.filter((record) => thing === undefined || thing === 'all' || touched(record).includes(thing))
		.sort(inOrder);
	return new Standing(changes.map((record) => ({ op: record.op, undoes: undoes(record) })));
}
