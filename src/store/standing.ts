interface Change {
	readonly op: string;
	/** Taken back by it; an operation that itself takes one back is brought back so. */
	readonly undoes?: string | undefined;
}
/** How many changes were in force, and the last of them. */
type Place = readonly [number, string | undefined];

/**
 * Which operations are in force, of those that changed one thing, in their order. What takes back the latest in force
 * leaves no trace. What takes back an earlier one, as another clone may that had not seen what came since, is a change
 * like any other. Taken back twice, by two clones, is taken back once.
 */
export class Standing {
	readonly #inForce: string[] = [];
	readonly #seen = new Set<string>();
	/** What was taken back, and what that left. */
	readonly #out = new Map<string, Place>();
	/** What those operations took back that did. */
	readonly #undone = new Map<string, string>();
	/** What those operations brought back that did, and by way of which undo: taking one back is taking that back. */
	readonly #redone = new Map<string, { readonly op: string; readonly undo: string }>();
	/** Undos and redos that were themselves taken back. */
	readonly #void = new Set<string>();

	/** `changes`: in their order. */
	constructor(changes: Iterable<Change>) {
		for (const { op, undoes } of changes) {
			if (undoes === undefined) this.#do(op);
			else {
				const undone = this.#undone.get(undoes);
				if (undone === undefined) this.#undo(op, undoes);
				else this.#redo(op, { op: undone, undo: undoes });
			}
		}
	}

	/** Operations that were taken back, and not brought back since. */
	get out(): ReadonlySet<string> {
		return new Set([...this.#out.keys(), ...this.#void]);
	}

	/** Whether nothing in force is later. */
	isLatest(op: string): boolean {
		return this.#inForce.at(-1) === op;
	}

	/** Whether it was taken back and all else is as that left it. */
	mayReturn(op: string): boolean {
		const left = this.#out.get(op);
		const [count, latest] = this.#place;
		return left?.[0] === count && left[1] === latest;
	}

	get #place(): Place {
		return [this.#inForce.length, this.#inForce.at(-1)];
	}

	#do(op: string): void {
		if (!this.#seen.has(op)) this.#inForce.push(op);
		this.#seen.add(op);
	}

	#undo(by: string, undone: string): void {
		const redo = this.#redone.get(undone);
		if (redo) {
			this.#void.add(undone);
			this.#void.delete(redo.undo);
		}
		const op = redo?.op ?? undone;
		this.#undone.set(by, op);
		if (this.#out.has(op)) return;
		if (this.isLatest(op)) this.#inForce.pop();
		else this.#inForce.push(by);
		this.#out.set(op, this.#place);
	}

	#redo(by: string, redo: { readonly op: string; readonly undo: string }): void {
		this.#void.add(redo.undo);
		this.#redone.set(by, redo);
		const { op } = redo;
		if (!this.#out.has(op)) return;
		this.#inForce.push(this.mayReturn(op) ? op : by);
		this.#out.delete(op);
	}
}
