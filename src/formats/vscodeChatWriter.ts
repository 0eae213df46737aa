import { StoreError } from '../store/errors.js';
import type { IncomingMessage, IncomingSnapshot } from '../store/incoming.js';
import type { ReadContext, UnpackedMessage } from './source.js';
import { UniqueNames } from './uniqueNames.js';

/** Takes the messages of one session, and gives each a name of its own. */
export class VscodeChatWriter {
	readonly messages: IncomingMessage[] = [];
	readonly snapshots: IncomingSnapshot[] = [];
	readonly #path: string;
	readonly #context: ReadContext;
	readonly #names = new UniqueNames();

	constructor(path: string, context: ReadContext) {
		this.#path = path;
		this.#context = context;
	}

	/** The latest time of a message, in milliseconds since 1970. */
	get time(): number | undefined {
		const [first, ...others] = this.messages;
		return first && others.reduce((time, { timestamp }) => Math.max(time, timestamp), first.timestamp);
	}

	/** What the next message follows: the name of this one, or of the one before it where this one had to be left out. */
	put(message: UnpackedMessage): string | null {
		return this.guard(() => {
			const id = this.#names.take(message.id);
			this.messages.push(this.#context.pack({ ...message, id }));
			return id;
		}, message.after);
	}

	/** The same of what the conversation was summarised to. */
	compact(summary: Omit<UnpackedMessage, 'role' | 'metadata'>): string | null {
		const { after: messageId, timestamp: createdAt } = summary;
		this.snapshots.push({ messageId, label: 'Before compaction', createdAt, metadata: {} });
		return this.put({ ...summary, role: 'system', metadata: { compaction: true } });
	}

	/** What `make` gives; `instead`, with a warning, where something in it is nested too deep. */
	guard<T>(make: () => T, instead: T): T {
		try {
			return make();
		} catch (error) {
			if (!StoreError.is(error, 'INVALID')) throw error;
			this.#context.warn(this.#path, `a message is ${error.message}, and was left out`);
			return instead;
		}
	}
}
