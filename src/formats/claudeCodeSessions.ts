import type { IncomingMessage, IncomingSession, IncomingSnapshot } from '../store/incoming.js';
import type { JsonObject } from '../store/model.js';
import { Pace } from '../store/pace.js';
import { AgentCalls } from './claudeCodeAgents.js';
import { claudeCodeName } from './claudeCodeContent.js';
import { type Forks, forksOf } from './claudeCodeForks.js';
import { linkNodes, messageAt } from './claudeCodeLinks.js';
import type { Node, Transcript } from './claudeCodeNode.js';
import { nameByOriginals } from './claudeCodeOriginals.js';
import { linesField } from './claudeCodeOthers.js';
import { agentSession } from './claudeCodePaths.js';
import { type Talk, addTo, joined, talksOf } from './claudeCodeTalks.js';
import { type Chain, chainOf } from './claudeCodeTree.js';
import { circleWords, parentsFirst } from './parentsFirst.js';
import { filledString } from './parts.js';
import { objectAt, rest, stringAt } from './pick.js';
import type { ReadContext, UnpackedMessage } from './source.js';

/** What the file beside that of a sub-agent says about it, by the path of the latter. */
export type Metas = ReadonlyMap<string, JsonObject>;

/** All sessions in the files of an import, parents first. */
export async function sessionsOf(
	transcripts: readonly Transcript[],
	metas: Metas,
	context: ReadContext,
): Promise<readonly IncomingSession[]> {
	const pace = new Pace();
	const talks = allTalks(transcripts);
	nameByOriginals(transcripts, talks.values(), context);
	const list = [...talks.values()];
	const forks = forksOf(list.filter(({ isAgent }) => !isAgent));
	const calls = new AgentCalls(talks);
	const sessions = list.map((talk): Found => {
		const meta = metas.get(talk.transcript.path) ?? {};
		const parent = talk.isAgent
			? calls.parentOf(talk, { toolUseId: stringAt(meta, 'toolUseId'), name: stringAt(meta, 'name') })
			: forks.parents.get(talk.id);
		if (talk.call?.result) nameSession(talk.call.result, talk, context);
		return { talk, parent: parent === talk.id ? undefined : parent, meta };
	});
	const byId = new Map(sessions.map((found) => [found.talk.id, found]));
	const circular = new Set<Found>();
	const ordered = parentsFirst(
		sessions,
		({ parent }) => byId.get(parent ?? ''),
		(found) => {
			circular.add(found);
			context.warn(found.talk.transcript.path, circleWords);
		},
	);
	const made: IncomingSession[] = [];
	for (const found of ordered) {
		if (pace.isDue) await pace.rest();
		const chain = await chainOf(found.talk.nodes, pace);
		if (pace.isDue) await pace.rest();
		const { talk, parent, meta } = found;
		const placed = { talk, parent: circular.has(found) ? undefined : parent, meta };
		made.push(asSession(placed, chain, { talks, forks }, context));
	}
	return made;
}

function allTalks(transcripts: readonly Transcript[]): ReadonlyMap<string, Talk> {
	const whole = new Map<string, Transcript>();
	for (const each of transcripts) {
		const key = each.agentId === undefined ? each.sessionId : agentSession(each.sessionId, each.agentId);
		const known = whole.get(key);
		if (known) {
			const both = joined(known, each);
			linkNodes(both);
			whole.set(key, both);
		} else whole.set(key, each);
	}
	const talks = new Map<string, Talk>();
	for (const transcript of whole.values()) {
		for (const talk of talksOf(transcript)) {
			const known = talks.get(talk.id);
			if (known) addTo(known, talk.nodes);
			else talks.set(talk.id, talk);
		}
	}
	return talks;
}

interface Found {
	readonly talk: Talk;
	/** The id of the session above it. */
	readonly parent: string | undefined;
	readonly meta: JsonObject;
}

function asSession(
	{ talk, parent, meta }: Found,
	chain: Chain,
	{ talks, forks }: { readonly talks: ReadonlyMap<string, Talk>; readonly forks: Forks },
	context: ReadContext,
): IncomingSession {
	const { id, transcript, isAgent, nodes } = talk;
	if (chain.hadCircle) context.warn(transcript.path, 'messages follow each other in a circle; it was cut');
	const messages: IncomingMessage[] = [];
	let updatedAt = 0;
	for (const [{ message }, before] of chain.after) {
		if (!message) continue;
		messages.push({ ...message, after: before?.id ?? null });
		updatedAt = Math.max(updatedAt, message.timestamp);
	}
	const source = (of: string): IncomingSession['source'] => ({ format: claudeCodeName, id: of });
	const createdAt = isAgent ? (nodes[0]?.message?.timestamp ?? 0) : transcript.createdAt;
	return {
		source: source(id),
		title: titleOf(talk, meta, forks),
		parent: parent === undefined ? null : source(parent),
		relation: isAgent || parent === undefined || forks.continuations.has(id) ? 'child' : 'fork',
		shares: sharesOf(talk, parent, talks, forks),
		messages,
		head: chain.head?.id ?? null,
		snapshots: snapshotsOf(talk, chain),
		agentName: isAgent ? (stringAt(meta, 'agentType') ?? talk.call?.agentType ?? null) : null,
		metadata: metadataOf(talk, meta),
		shared: false,
		createdAt,
		updatedAt: Math.max(updatedAt, createdAt),
	};
}

/** The result of the call that started a sub-agent says which session that is, where the tool did not say it there. */
function nameSession(result: Node, talk: Talk, context: ReadContext): void {
	const { message } = result;
	if (!message || talk.call?.named === talk.id) return;
	const said = JSON.parse(message.body.text) as Omit<UnpackedMessage, 'id' | 'after'>;
	const own = { ...objectAt(said.metadata, claudeCodeName), session: talk.id };
	const metadata = { ...said.metadata, [claudeCodeName]: own };
	result.message = context.pack({ ...said, id: message.id, after: null, metadata });
}

function sharesOf(
	{ isAgent, transcript, nodes }: Talk,
	parent: string | undefined,
	talks: ReadonlyMap<string, Talk>,
	{ owners }: Forks,
): IncomingSession['shares'] {
	if (parent === undefined) return null;
	if (!isAgent) return 'prefix';
	const { context } = transcript;
	const from = context && talks.get(context.sessionId);
	const after = from && messageAt(from.transcript, context.uuid);
	if (after) return { from: { format: claudeCodeName, id: from.id }, after: after.id };
	const [first] = nodes;
	return first && owners.has(first.id) ? 'prefix' : null;
}

/** A fork without a title is called by the first prompt that its parent does not have. */
function titleOf(talk: Talk, meta: JsonObject, { owners }: Forks): string {
	const { isAgent, transcript, nodes, call } = talk;
	const own = isAgent
		? (filledString(meta, 'description') ?? call?.description)
		: (transcript.title ?? summaryOf(transcript));
	if (own !== undefined) return own.trim();
	const isOwn = ({ id, isCopied }: Node): boolean => !isCopied && (owners.get(id) ?? talk) === talk;
	const prompts = nodes.filter(({ title }) => title !== undefined);
	const prompt = prompts.find(isOwn) ?? prompts[0];
	return prompt?.title ?? (isAgent ? undefined : transcript.command) ?? 'Untitled';
}

/** Claude Code writes summaries of other sessions into a file, too. */
function summaryOf({ summaries, entries }: Transcript): string | undefined {
	return [...summaries].findLast(([leaf, summary]) => entries.has(leaf) && summary.trim() !== '')?.[1];
}

function metadataOf({ isAgent, agentId, transcript }: Talk, meta: JsonObject): JsonObject {
	const { cwd, gitBranch, version, lines } = transcript;
	const own = {
		...(version !== undefined && { version }),
		...(isAgent && agentId !== undefined && { agentId }),
		...rest(meta, ['agentType', 'description']),
		...(isAgent === (transcript.agentId !== undefined) && linesField(lines)),
	};
	return {
		...(cwd !== undefined && { cwd }),
		...(gitBranch !== undefined && { gitBranch }),
		...(Object.keys(own).length > 0 && { [claudeCodeName]: own }),
	};
}

function snapshotsOf({ transcript }: Talk, { after }: Chain): readonly IncomingSnapshot[] {
	const snapshots = new Map<string, IncomingSnapshot>();
	for (const { summary, before, timestamp, fields } of transcript.boundaries) {
		const message = (summary && after.get(summary)) ?? before;
		if (!message || !after.has(message)) continue;
		snapshots.set(message.id, {
			messageId: message.id,
			label: 'Before compaction',
			createdAt: timestamp,
			metadata: Object.keys(fields).length === 0 ? {} : { [claudeCodeName]: fields },
		});
	}
	return [...snapshots.values()];
}
