import type { Finding, Fix } from './finding.js';
import { Forest } from './forest.js';
import type { Place } from './logScan.js';
import { isEarlier, isThere, type Draft, type Gap, type SessionFacts } from './sessionCheck.js';
import type { SessionFold } from './sessionFold.js';

/** Checks what sessions have to do with each other: parents, fork points, and messages that lie in another's log. */
export class LinkCheck {
	readonly #all: ReadonlyMap<string, SessionFacts>;
	/** Sessions of which a log could not be read: what is missing may lie there. */
	readonly #unread: ReadonlySet<string>;
	readonly #ghosts: ReadonlyMap<string, SessionFold>;
	readonly #forest = new Forest();

	constructor(all: ReadonlyMap<string, SessionFacts>, unread: ReadonlySet<string>) {
		this.#all = all;
		this.#unread = unread;
		const folds = new Map<string, SessionFold>();
		const ghosts = new Map<string, SessionFold>();
		for (const facts of all.values()) {
			if (isThere(facts)) folds.set(facts.id, facts.fold);
			else if (facts.fold.session) ghosts.set(facts.id, facts.fold);
		}
		this.#ghosts = ghosts;
		this.#forest.build(folds, ghosts);
	}

	/** All findings about one session. */
	of(facts: SessionFacts): readonly Finding[] {
		const { id, findings } = facts;
		const drafts = isThere(facts)
			? [...findings, ...this.#place(facts), ...this.#transcript(facts), ...this.#snapshots(facts)]
			: findings;
		return drafts.map((draft) => ({ ...this.#possible(facts, draft), sessionId: id }));
	}

	/** Nothing is offered that the store would refuse. */
	#possible(facts: SessionFacts, { fix, offer, ...rest }: Draft): Draft {
		const isClearing = fix?.type === 'clearUp';
		const isDeleted = this.#forest.place(facts.id).deleted;
		if (fix && (isClearing || (isThere(facts) && !facts.newerVersion && !isDeleted)))
			return { ...rest, message: offer === undefined ? rest.message : `${rest.message} ${offer}`, fix };
		const words = fix && isDeleted ? ' The session is in the trash: restore it to change that.' : '';
		return { ...rest, message: rest.message + words };
	}

	#place({ id, fold, places }: SessionFacts): readonly Draft[] {
		const move = fold.moves.at(-1);
		const at = move && places.get(move.id);
		if (!move || !at) return [];
		const { parent } = this.#forest.place(id);
		const insteadOf = move.parentId;
		const fix: Fix = { type: 'settlePlace', sessionId: id, parentId: parent, insteadOf };
		const shown = parent === null ? 'It is shown as a root' : `It is shown under “${this.#title(parent)}”`;
		const common = { severity: 'warning' as const, file: at.file, line: at.line, fix };
		if (this.#forest.passedOver.has(move.id)) {
			const message = `“${fold.title}” was moved below “${this.#title(move.parentId)}”, which lies below it since a move in another clone or window. The move is passed over. ${shown}.`;
			return [{ ...common, kind: 'cycle', message, offer: 'The fix writes that down.' }];
		}
		const { parentId } = move;
		if (parentId === null || this.#isKnown(parentId)) return [];
		const message = `The parent of “${fold.title}”, the session “${parentId.slice(0, 80)}”, is not in this folder. ${shown} until the parent's log arrives.`;
		const offer = 'The fix writes that down for good.';
		return [{ ...common, kind: 'missing-parent', message, offer }];
	}

	#isKnown(id: string): boolean {
		return this.#ghosts.has(id) || this.#unread.has(id) || this.#isThere(id);
	}

	#isThere(id: string): boolean {
		const facts = this.#all.get(id);
		return facts !== undefined && isThere(facts);
	}

	#title(id: string | null): string {
		return this.#all.get(id ?? '')?.fold.title ?? id ?? '';
	}

	/** Looks in the session, then along its fork points, as the message tree does. */
	#find(
		from: SessionFacts,
		messageId: string,
		before?: { readonly at: number; readonly id: string },
	): 'here' | 'later' | 'missing' | 'unread' {
		let isLater = false;
		let at: SessionFacts | undefined = from;
		for (let steps = 0; at && steps <= this.#all.size; steps++) {
			if (this.#unread.has(at.id)) return 'unread';
			if (before ? isEarlier(at.messages, messageId, before) : at.messages.has(messageId)) return 'here';
			isLater ||= at.messages.has(messageId);
			const above: string | undefined = at.fold.session?.forkPoint?.sessionId;
			if (above !== undefined && this.#unread.has(above)) return 'unread';
			at = this.#all.get(above ?? '');
		}
		return isLater ? 'later' : 'missing';
	}

	#transcript(facts: SessionFacts): readonly Draft[] {
		const { fold, places, movedTo, latest, id } = facts;
		const drafts: Draft[] = [];
		const point = fold.session?.forkPoint;
		const begun = fold.session && places.get(fold.session.id);
		const isDangling = point?.messageId != null && this.#find(facts, point.messageId) === 'missing';
		if (isDangling && begun) {
			const parent = this.#isThere(point.sessionId)
				? `a message of “${this.#title(point.sessionId)}” that is not here`
				: `a message of the session “${point.sessionId.slice(0, 80)}”, which is not here`;
			const message = `“${fold.title}” was forked from ${parent}. Its transcript begins after that until the log that holds it arrives. A fork point never changes, so there is nothing to fix.`;
			const { file, line } = begun;
			drafts.push({ kind: 'dangling-fork', severity: 'warning', file, line, message });
		}
		drafts.push(...this.#gaps(facts, isDangling ? point.messageId : undefined));
		if (movedTo && this.#find(facts, movedTo.messageId) === 'missing') {
			const fix: Fix | undefined =
				latest === undefined ? undefined : { type: 'moveHead', sessionId: id, messageId: latest };
			const message = `“${fold.title}” ends at a message that is not here, so its transcript is empty until the log that holds it arrives.`;
			const offer = 'The fix lets it end at its latest message that is here.';
			drafts.push({
				kind: 'missing-head',
				severity: 'warning',
				...movedTo.place,
				message,
				...(fix && { fix, offer }),
			});
		}
		return drafts;
	}

	/** Each predecessor that is missing once, where the first message that follows it lies. */
	#gaps(facts: SessionFacts, told: string | undefined): readonly Draft[] {
		const byMissing = new Map<
			string,
			{ readonly first: Gap & Place; count: number; readonly isLater: boolean }
		>();
		for (const gap of facts.gaps) {
			if (gap.after === told) continue;
			const known = byMissing.get(gap.after);
			if (known) known.count++;
			else {
				const found = this.#find(facts, gap.after, gap);
				if (found === 'missing' || found === 'later')
					byMissing.set(gap.after, { first: gap, count: 1, isLater: found === 'later' });
			}
		}
		return [...byMissing.values()].map(({ first: { file, line }, count, isLater }) => {
			const what =
				count === 1 ? 'This message follows one' : `This message and ${String(count - 1)} more follow one`;
			const message = isLater
				? `${what} that is stamped later than itself, which only damage does. A transcript begins here. Nothing can mend that, because a message never changes.`
				: `${what} that is not here. A transcript begins here until the log that holds it arrives. If it was lost, nothing can bring it back; what follows it stays readable.`;
			return { kind: 'missing-message', severity: 'warning', file, line, message };
		});
	}

	#snapshots(facts: SessionFacts): readonly Draft[] {
		const { fold, places, id } = facts;
		return [...fold.snapshots].flatMap(([snapshotId, { record, deleted }]) => {
			const place = places.get(snapshotId);
			if (deleted || !place || record.messageId === null) return [];
			if (this.#find(facts, record.messageId) !== 'missing') return [];
			const message = `The snapshot “${record.label}” of “${fold.title}” labels a message that is not here. It leads nowhere until the log that holds it arrives.`;
			const offer = 'The fix deletes it, which can be taken back.';
			const fix: Fix = { type: 'deleteSnapshot', sessionId: id, snapshotId };
			return [
				{
					kind: 'dangling-snapshot',
					severity: 'warning',
					file: place.file,
					line: place.line,
					message,
					fix,
					offer,
				},
			];
		});
	}
}
