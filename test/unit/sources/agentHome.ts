import { type AgentSession, findAgentSessions } from '../../../src/sources/agentPlaces.js';
import type { Machine } from '../../../src/sources/agents/search.js';
import { TestFolder } from './folder.js';

/** The workspace folder whose sessions are looked for. */
export const work = '/home/ann/my.app';
/** As agents give them. */
export const sessionId = '0d4c2c0e-5a7f-4f0a-8e0c-9a1b7c6d5e4f';

/** A home folder in which agents have been. */
export class AgentHome extends TestFolder {
	static override async make(): Promise<AgentHome> {
		return new AgentHome((await TestFolder.make()).path);
	}

	find(folder = work, machine: Partial<Machine> = {}): Promise<readonly AgentSession[]> {
		return findAgentSessions(folder, {
			home: this.path,
			env: {},
			platform: 'linux',
			signal: new AbortController().signal,
			...machine,
		});
	}

	/** Paths of what is found, as `pathsOf` gives them. */
	async found(folder?: string, machine?: Partial<Machine>): Promise<readonly string[][]> {
		return this.pathsOf(await this.find(folder, machine));
	}

	/** Paths from the home folder, companions behind them. */
	pathsOf(sessions: readonly AgentSession[]): readonly string[][] {
		return sessions.map(({ path, companions = [] }) =>
			[path, ...companions].map((each) => this.nameOf(each)),
		);
	}

	/** From the home folder. */
	nameOf(path: string): string {
		return path.slice(this.path.length + 1);
	}
}
