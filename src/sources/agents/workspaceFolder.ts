import { realpath } from 'node:fs/promises';

/** The folder whose sessions are looked for, by every name that an agent may know it under. */
export class WorkspaceFolder {
	/** As it was given, and with all links resolved. */
	readonly paths: readonly string[];
	readonly #platform: NodeJS.Platform;
	readonly #normal: readonly string[];

	private constructor(paths: readonly string[], platform: NodeJS.Platform) {
		this.#platform = platform;
		this.paths = [...new Set(paths)];
		this.#normal = this.paths.map((path) => this.#normalised(path));
	}

	static async of(path: string, platform: NodeJS.Platform): Promise<WorkspaceFolder> {
		const named = path.replace(/(?<=.)[/\\]+$/, '');
		const real = await realpath(named).catch(() => named);
		// VS Code writes the drive in lower case, most tools in upper case.
		const spelled = [named, real].flatMap((each) =>
			platform === 'win32' && /^[a-z]:/i.test(each)
				? [each, each.charAt(0).toUpperCase() + each.slice(1), each.charAt(0).toLowerCase() + each.slice(1)]
				: [each],
		);
		return new WorkspaceFolder(spelled, platform);
	}

	/** Whether work in that folder is work in this one: it is this one, or lies below it. */
	holds(folder: string): boolean {
		const asked = this.#normalised(folder);
		return this.#normal.some((own) => asked === own || asked.startsWith(own === '/' ? own : `${own}/`));
	}

	/**
	 * Whether a folder's name may be what `encode` makes of this folder or one below it. `encode` keeps letters and
	 * turns what parts folders into a dash, as agents do.
	 */
	mayBeEncoded(name: string, encode: (path: string) => string): boolean {
		const asked = this.#cased(name);
		return this.paths.some((path) => {
			const own = this.#cased(encode(path));
			return asked === own || asked.startsWith(own.endsWith('-') ? own : `${own}-`);
		});
	}

	#normalised(path: string): string {
		const slashed = this.#platform === 'win32' ? path.replaceAll('\\', '/') : path;
		return this.#cased(slashed.length > 1 ? slashed.replace(/\/+$/, '') || '/' : slashed);
	}

	#cased(text: string): string {
		return this.#platform === 'win32' || this.#platform === 'darwin' ? text.toLowerCase() : text;
	}
}
