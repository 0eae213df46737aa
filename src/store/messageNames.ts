import { numberedAnew } from './contentNames.js';
import type { IncomingMessage, IncomingSession } from './incoming.js';

/** What the messages that can be seen from a session are called in their source, and their ids here. */
export class MessageNames {
	/** By the names under which a later import finds them. */
	readonly own: Map<string, string>;
	readonly #above: MessageNames | undefined;
	readonly #came: CameAlong | undefined;
	readonly #isSameSession: boolean;

	/** `isSameSession`: what is above are names of the session itself, as it was before. */
	constructor(
		above?: MessageNames,
		own = new Map<string, string>(),
		{ came, isSameSession = false }: { readonly came?: CameAlong; readonly isSameSession?: boolean } = {},
	) {
		this.own = own;
		this.#above = above;
		this.#came = came;
		this.#isSameSession = isSameSession;
	}

	/** `name`: what those that come along call it. */
	find(name: string): string | undefined {
		return this.#came?.find(name) ?? this.own.get(name) ?? this.#findAbove(name);
	}

	/** Only what is shared with the sessions above. */
	findAbove(name: string): string | undefined {
		return this.#came?.find(name) ?? this.#findAbove(name);
	}

	#findAbove(name: string): string | undefined {
		for (let at = this.#above; at; at = at.#above) {
			const found = at.own.get(name);
			if (found !== undefined) return found;
		}
		return undefined;
	}

	/** Only what is the session's own. */
	findOwn(name: string): string | undefined {
		return this.own.get(name) ?? (this.#isSameSession ? this.#above?.findOwn(name) : undefined);
	}
}

/** By what a later import finds a message. */
export function lastingName({ id, name }: IncomingMessage): string {
	return name ?? id;
}

/** Messages whose ids tell them apart all over an import, and only there. */
export class CameAlong {
	readonly #messages = new Map<string, IncomingMessage>();
	readonly #here = new Map<string, string>();
	/** What messages of renamed sessions were called. */
	readonly #renamed = new Map<IncomingMessage, string>();

	constructor(sessions: readonly IncomingSession[]) {
		for (const { messages } of sessions)
			for (const message of messages) if (message.name !== undefined) this.#messages.set(message.id, message);
	}

	find(id: string): string | undefined {
		return this.#here.get(id);
	}

	put(message: IncomingMessage, here: string): void {
		const id = this.#renamed.get(message) ?? message.id;
		if (this.#messages.has(id)) this.#here.set(id, here);
	}

	/** The session, calling its messages, and those that it shares, as where its whole transcript stands alone. */
	asWhole(session: IncomingSession): IncomingSession {
		if (this.#messages.size === 0) return session;
		const { shares, messages } = session;
		const all = [...this.#pathTo(shares === 'prefix' ? null : (shares?.after ?? null)), ...messages];
		const names = new Map<string, string>();
		for (const [name, id] of numberedAnew(all.map((message) => [lastingName(message), message.id])))
			names.set(id, name);
		const named = (id: string): string => names.get(id) ?? id;
		const orNull = (id: string | null): string | null => (id === null ? null : named(id));
		return {
			...session,
			...(shares !== null && shares !== 'prefix' && { shares: { ...shares, after: orNull(shares.after) } }),
			messages: messages.map(({ id, name = id, after, ...message }) => {
				const renamed = { ...message, id: names.get(id) ?? name, after: orNull(after) };
				this.#renamed.set(renamed, id);
				return renamed;
			}),
			head: orNull(session.head),
			snapshots: session.snapshots.map((each) => ({ ...each, messageId: orNull(each.messageId) })),
			...(session.discarded && { discarded: session.discarded.map(named) }),
		};
	}

	/** From the first message up to this one, as far as they came along. */
	#pathTo(id: string | null): readonly IncomingMessage[] {
		const path = new Set<IncomingMessage>();
		let at = this.#messages.get(id ?? '');
		while (at && !path.has(at)) {
			path.add(at);
			at = this.#messages.get(at.after ?? '');
		}
		return [...path].reverse();
	}
}
