import fc from 'fast-check';
import { asBundle } from '../../../src/store/bundle.js';
import type { Bundle, BundleSession } from '../../../src/store/bundleModel.js';
import { type JsonObject, type Message, type Part, type ToolCall, roles } from '../../../src/store/model.js';

const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const time = fc.double({ min: 0, max: 4e12, noNaN: true, noDefaultInfinity: true }).map((n) => Math.abs(n));
const metadata: fc.Arbitrary<JsonObject> = fc
	.dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2, noNullPrototype: true })
	// As JSON gives it back: −0 is 0 there; and __proto__ is refused.
	.filter((value) => !JSON.stringify(value).includes('__proto__'))
	.map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

const part: fc.Arbitrary<Part> = fc.oneof(
	fc.record({ type: fc.constant('text' as const), text }),
	fc.record(
		{ type: fc.constant('thinking' as const), text, signature: text },
		{ requiredKeys: ['type', 'text'] },
	),
	fc.record(
		{ type: fc.constant('image' as const), mediaType: text, data: text, url: text },
		{ requiredKeys: ['type', 'mediaType'] },
	),
	fc.record(
		{ type: fc.constant('file' as const), name: text, mediaType: text, text, data: text, url: text },
		{ requiredKeys: ['type', 'name'] },
	),
	fc.record({ type: fc.constant('data' as const), source: text, value: metadata }),
);
const toolCall: fc.Arbitrary<ToolCall> = fc.record(
	{ id: text, name: text, arguments: text, extra: metadata },
	{ requiredKeys: ['id', 'name', 'arguments'] },
);
const content = fc.record(
	{
		role: fc.constantFrom(...roles),
		content: fc.oneof(text, fc.array(part, { maxLength: 3 })),
		toolCalls: fc.array(toolCall, { maxLength: 2 }),
		toolCallId: text,
		timestamp: time,
		metadata,
	},
	{ requiredKeys: ['role', 'content', 'timestamp', 'metadata'] },
);

const aSession = fc.record({
	title: text,
	parent: fc.option(fc.nat(9)),
	isFork: fc.boolean(),
	messages: fc.array(fc.tuple(content, fc.nat(20)), { maxLength: 6 }),
	head: fc.nat(20),
	marks: fc.array(fc.tuple(fc.nat(20), text, time, metadata), { maxLength: 3 }),
	discarded: fc.array(fc.nat(20), { maxLength: 2 }),
	agentName: fc.option(text),
	metadata,
	shared: fc.boolean(),
	createdAt: time,
	updatedAt: time,
	source: fc.option(fc.record({ format: text, id: text })),
});

/** Bundles of every shape: branches, forks of forks, children, snapshots anywhere on them. */
export const aBundle: fc.Arbitrary<Bundle> = fc.array(aSession, { maxLength: 5 }).map((parts) => {
	const sessions: BundleSession[] = [];
	/** Of each session, the messages that it and its forks may refer to. */
	const visible = new Map<string, readonly (string | null)[]>();
	parts.forEach((given, i) => {
		const id = `session ${i.toString()}`;
		const parent = given.parent === null ? undefined : sessions[given.parent % Math.max(1, sessions.length)];
		const seen: (string | null)[] = [null, ...(given.isFork && parent ? (visible.get(parent.id) ?? []) : [])];
		const forkPoint =
			given.isFork && parent ? { sessionId: parent.id, messageId: seen.at(-1) ?? null } : null;
		const any = (n: number): string | null => seen[n % seen.length] ?? null;
		const messages = given.messages.map(([body, after], j): Message => {
			const message = { id: `${id}/${j.toString()}`, after: any(after), ...body };
			seen.push(message.id);
			return message;
		});
		visible.set(id, seen);
		sessions.push({
			id,
			title: given.title,
			parentId: parent?.id ?? null,
			relation: forkPoint ? 'fork' : 'child',
			forkPoint,
			head: any(given.head),
			messages,
			snapshots: given.marks.map(([at, label, createdAt, more], j) => ({
				id: `${id}#${j.toString()}`,
				messageId: any(at),
				label,
				createdAt,
				metadata: more,
			})),
			discarded: given.discarded.flatMap((at) => any(at) ?? []),
			agentName: given.agentName,
			metadata: given.metadata,
			shared: given.shared,
			createdAt: given.createdAt,
			updatedAt: given.updatedAt,
			source: given.source,
		});
	});
	return asBundle({ format: 'session-hierarchy', version: 1, sessions });
});
