import { claudeCode } from './agents/claudeCode.js';
import { cline } from './agents/cline.js';
import { codex } from './agents/codex.js';
import { gemini } from './agents/gemini.js';
import { opencode } from './agents/opencode.js';
import { pi } from './agents/pi.js';
import { praison } from './agents/praison.js';
import { type AgentPlace, type Found, type Machine, Search } from './agents/search.js';
import { vscodeChat } from './agents/vscodeChat.js';
import { WorkspaceFolder } from './agents/workspaceFolder.js';
import type { Picked } from './sourceFiles.js';

/** A transcript of an agent on this machine; to be read by `sourcesIn`. */
export interface AgentSession extends Picked {
	/** The tool's name, for a person. */
	readonly agent: string;
	/** The name of the format. */
	readonly format: string;
	/** When it, or one of its sub-agents, was last written, in milliseconds since 1970. */
	readonly modified: number;
	/** Of the file itself, in bytes. */
	readonly size: number;
}

/** Those of whose tools it is known where they keep their sessions. */
export const agentPlaces: readonly AgentPlace[] = [
	claudeCode,
	codex,
	pi,
	gemini,
	vscodeChat,
	cline,
	opencode,
	praison,
];

/** So many sessions of one tool are offered, the newest. */
const mostOfTool = 1_000;

/**
 * The transcripts that agents wrote while they worked in a folder or below it, newest first; sub-agents as companions
 * of the session that started them. Places that do not exist or cannot be read are passed over. Rejects only when
 * `signal` is aborted.
 */
export async function findAgentSessions(folder: string, machine: Machine): Promise<readonly AgentSession[]> {
	const search = new Search(await WorkspaceFolder.of(folder, machine.platform), machine);
	const found = await Promise.all(agentPlaces.map((place) => sessionsOf(place, search)));
	return found.flat().sort(newestFirst);
}

async function sessionsOf(place: AgentPlace, search: Search): Promise<readonly AgentSession[]> {
	const all: Found[] = [];
	for await (const found of place.find(search)) all.push(found);
	const { title: agent, format } = place;
	return withSubAgents(all)
		.sort(newestFirst)
		.slice(0, mostOfTool)
		.map(({ path, companions, modified, size }) => ({
			agent,
			format,
			path,
			...(companions ? { companions } : {}),
			modified,
			size,
		}));
}

function newestFirst(a: { readonly modified: number }, b: { readonly modified: number }): number {
	return b.modified - a.modified;
}

/** Those that are nobody's sub-agents, each with all that are below it. */
function withSubAgents(all: readonly Found[]): Found[] {
	const byId = new Map(all.flatMap((found) => (found.id === undefined ? [] : [[found.id, found]])));
	const below = new Map<Found, Found[]>();
	const roots = new Map<Found, Found>();
	for (const found of all) {
		const root = rootOf(found, byId, roots);
		const others = below.get(root) ?? [];
		below.set(root, others);
		if (root !== found) others.push(found);
	}
	return [...below].map(([root, others]) => {
		const companions = [root, ...others].flatMap(({ path, companions: own = [] }) => [
			...(path === root.path ? [] : [path]),
			...own,
		]);
		const modified = Math.max(root.modified, ...others.map((found) => found.modified));
		return { ...root, modified, ...(companions.length > 0 ? { companions: [...new Set(companions)] } : {}) };
	});
}

/** Of a circle of parents the one that is met first. `known`: what was found before, for all that were met on the way. */
function rootOf(found: Found, byId: ReadonlyMap<string, Found>, known: Map<Found, Found>): Found {
	const met = new Set<Found>();
	let root = found;
	for (let at: Found | undefined = found; at; at = byId.get(at.parent ?? '')) {
		root = met.has(at) ? found : (known.get(at) ?? at);
		if (met.has(at) || known.has(at)) break;
		met.add(at);
	}
	for (const each of met) known.set(each, root);
	return root;
}
