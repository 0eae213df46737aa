import { dirname, join } from 'node:path';
import { errnoOf, writeAll, type Files } from './files.js';
import { localFolder } from './logFolder.js';
import { sessionOfLog } from './newIds.js';

const gitFiles = { '.gitattributes': '*.jsonl -text merge=union\n', '.gitignore': '.local/\n' } as const;

/** Makes a store's folder before the first write to it. */
export class OwnFolder {
	readonly path: string;
	/** The part that git leaves out. */
	readonly local: string;
	readonly #files: Files;
	/** Folders that got a name which may not be flushed yet: a failed flush is made up for by the next write. */
	readonly #unflushed = new Set<string>();
	#realPath = '';

	constructor(files: Files, path: string) {
		this.#files = files;
		this.path = path;
		this.local = join(path, localFolder);
	}

	/** Links followed; known once it was prepared. */
	get realPath(): string {
		return this.#realPath;
	}

	/** Makes what is missing; `local` comes last. The git files' names are flushed with the first log's. */
	async prepare(): Promise<void> {
		if (!this.#files.stat(this.local)) await this.#make();
		this.#realPath ||= this.#files.realPath(this.path);
	}

	async #make(): Promise<void> {
		// Another process may have made it a moment ago, and not flushed it yet.
		this.#unflushed.add(dirname(this.path));
		for (let at = this.path; !this.#files.stat(at) && at !== dirname(at); at = dirname(at)) {
			this.#unflushed.add(dirname(at));
		}
		this.#files.makeFolder(this.path);
		await this.writeGitFiles();
		for (const folder of this.#unflushed) {
			await this.#files.flushFolder(folder);
			this.#unflushed.delete(folder);
		}
		this.#files.makeFolder(this.local);
		// An import that counts from here on must not go while some of its logs are moved up already.
		await this.#files.flushFolder(this.path);
	}

	/** With a folder's first session; they may be gone since, to a git branch that has none. */
	async writeGitFiles(): Promise<void> {
		// Empty: a crash came between its name and its text.
		const missing = Object.entries(gitFiles).filter(
			([name]) => !this.#files.stat(join(this.path, name))?.size,
		);
		if (missing.length === 0) return;
		// Where sessions lie already, a git file that is missing was taken away on purpose.
		if (this.#files.list(this.path).some((name) => sessionOfLog(name) !== undefined)) return;
		for (const [name, text] of missing) await this.#writeOnce(join(this.path, name), text);
	}

	async #writeOnce(path: string, text: string): Promise<void> {
		const there = this.#files.stat(path);
		// Empty: a crash came between its name and its text.
		if (there && there.size > 0) return;
		let file: number;
		try {
			file = this.#files.open(path, there ? 'append' : 'create');
		} catch (error) {
			if (errnoOf(error) === 'EEXIST') return;
			throw error;
		}
		try {
			writeAll(this.#files, file, Buffer.from(text));
			await this.#files.flush(file);
		} catch (error) {
			this.#files.unlink(path);
			throw error;
		} finally {
			this.#files.close(file);
		}
	}
}
