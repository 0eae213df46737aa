import type { BundleSession } from '../store/bundleModel.js';
import type { Message, Part } from '../store/model.js';
import { counted } from './praisonDraft.js';
import type { Named } from './praisonIds.js';
import { writeTurn } from './praisonMessage.js';

type Lost = Exclude<Part['type'], 'text'>;

/** Counts what PraisonAI's form cannot hold, and says it. */
export class LossCount {
	/** Forks that no longer lie under the session they were forked from. */
	movedForks = 0;
	/** Forks whose point is not in their parent's list of messages. */
	pointlessForks = 0;
	/** Snapshots that mark a message which is not in the list, and so has no index. */
	snapshots = 0;
	#offPath = 0;
	#offPathSessions = 0;
	#renamed = 0;
	#lostSnapshots = 0;
	readonly #parts: Record<Lost, number> = { thinking: 0, image: 0, file: 0, data: 0 };

	/** `path` is the session's transcript; what its parent owns of it was counted there. */
	countSession(session: BundleSession, path: readonly Message[], named: Named | undefined): void {
		const written = new Set(path.map(({ id }) => id));
		const offPath = session.messages.filter(({ id }) => !written.has(id)).length;
		this.#offPath += offPath;
		if (offPath > 0) this.#offPathSessions++;
		for (const message of session.messages) {
			const { id, content } = message;
			if (typeof content === 'string' || !written.has(id)) continue;
			if (typeof writeTurn(message)['content'] !== 'string') continue;
			for (const { type } of content) if (type !== 'text') this.#parts[type]++;
		}
		const had = session.source?.format === 'praisonai' ? session.source.id : undefined;
		if (named && had !== undefined && had !== named.id) this.#renamed++;
		this.#lostSnapshots += named?.origin?.lostSnapshots ?? 0;
	}

	/** One sentence for each kind of loss; none if everything has a place. */
	inWords(): readonly string[] {
		const { thinking, image, file, data } = this.#parts;
		return [
			say(
				this.#offPath,
				'message',
				`on discarded or diverged branches of ${counted(this.#offPathSessions, 'session')} left out: PraisonAI keeps one branch a session`,
			),
			say(
				this.snapshots,
				'snapshot',
				'left out: the marked messages are not in the list of messages that PraisonAI counts',
			),
			say(this.#lostSnapshots, 'snapshot', 'left out: PraisonAI itself had lost the place before the import'),
			say(
				this.movedForks,
				'fork',
				'written without the fork point: it was moved away from the session that it was forked from',
			),
			say(
				this.pointlessForks,
				'fork',
				'written without the fork point: the message is no longer in the list of its parent',
			),
			say(thinking, 'piece', 'of thinking left out: PraisonAI keeps only the text of a message'),
			say(image, 'image', 'left out: PraisonAI keeps only the text of a message'),
			say(file, 'file', 'left out: PraisonAI keeps only the text of a message'),
			say(data, 'piece', 'of other data left out: PraisonAI keeps only the text of a message'),
			say(this.#renamed, 'session', 'written under a new id: another one has the same'),
		].filter((text) => text !== undefined);
	}
}

function say(count: number, noun: string, rest: string): string | undefined {
	return count === 0 ? undefined : `${counted(count, noun)} ${rest}`;
}
