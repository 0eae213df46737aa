import type { Role } from './model.js';
import type { Page } from './messagePages.js';
import type { MessageHead, MessageRecord } from './records.js';

/** What stays in memory of a message while its session is awake: its place in the tree, and where its text lies. */
export class MessageNode {
	readonly id: string;
	readonly op: string;
	readonly after: string | null;
	readonly role: Role;
	readonly #page: Page;
	readonly #place: number;
	/** The message that it follows, where that is the one taken into the session just before it. */
	near: MessageNode | undefined = undefined;
	/** Messages from the root to it. This and all below is the message tree's, and valid while `epoch` is. */
	depth = 0;
	/** Whether the way to the root is all here. */
	whole = false;
	/** The message before it. */
	up: MessageNode | undefined = undefined;
	/** Some message further up. */
	jump: MessageNode | undefined = undefined;
	epoch = 0;

	/** `previous`: the message before it in the log, whose texts it need not keep again. */
	constructor(record: MessageRecord | MessageHead, page: Page, previous: MessageNode | undefined) {
		const { id, op, after, role } = record;
		this.id = id;
		this.op = op === previous?.op ? previous.op : op;
		this.after = after === previous?.id ? previous.id : after;
		this.role = role;
		this.#page = page;
		this.#place = page.add(record);
	}

	// eslint-disable-next-line @typescript-eslint/class-literal-property-style -- a field would take room in each message
	get type(): 'message' {
		return 'message';
	}

	/** Whole microseconds: orders records. */
	get at(): number {
		return this.#page.at(this.#place);
	}

	/** Milliseconds since 1970. */
	get timestamp(): number {
		return this.#page.timestamp(this.#place);
	}

	/** The session in whose log it lies. */
	get owner(): string {
		return this.#page.file.sessionId;
	}

	/** All of it. Throws `NotInMemory`, and what the file system throws. */
	get record(): MessageRecord {
		return this.#page.message(this.id, this.#place);
	}
}
