/** A file that was dropped from a place without an address: of it only the name and the content are known. */
export class DroppedFile {
	readonly path: string;
	readonly picked = true;
	readonly #data: () => Thenable<Uint8Array>;

	constructor(name: string, data: () => Thenable<Uint8Array>) {
		this.path = name;
		this.#data = data;
	}

	async *read(): AsyncIterable<Uint8Array> {
		yield await this.#data();
	}
}
