import fc from 'fast-check';
import type { JsonObject } from '../../../src/store/model.js';
import { session, turn } from './fixtures.js';

interface State {
	readonly id: string;
	readonly parent: string | null;
	readonly index: string | null;
	messages: JsonObject[];
	archived: JsonObject[];
	snapshots: JsonObject[];
}

type Step = { readonly on: number } & (
	| { readonly do: 'add' | 'child' | 'snapshot' | 'cut' | 'archive' }
	| { readonly do: 'fork' | 'revert'; readonly at: number }
	| { readonly do: 'edit'; readonly at: number }
);

const aStep: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 8, arbitrary: fc.record({ do: fc.constant('add' as const), on: fc.nat(9) }) },
	fc.record({ do: fc.constantFrom('child', 'snapshot', 'cut', 'archive'), on: fc.nat(9) }),
	fc.record({
		do: fc.constantFrom('fork', 'revert', 'fork'),
		on: fc.nat(9),
		at: fc.integer({ min: -1, max: 9 }),
	}),
	fc.record({ do: fc.constant('edit' as const), on: fc.nat(9), at: fc.nat(9) }),
);

/** Directories that PraisonAI's stores could have left: with forks, cut heads, archives, reverts, in any order. */
export const praisonDirectory: fc.Arbitrary<readonly JsonObject[]> = fc
	.tuple(fc.array(aStep, { maxLength: 60 }), fc.nat())
	.map(([steps, turnBy]) => {
		const states: State[] = [newState('s0', null, null, [])];
		steps.forEach((step, second) => {
			const state = states[step.on % states.length];
			if (state) play(step, state, states, second);
		});
		const files = states.map(asFile);
		const by = turnBy % files.length;
		return [...files.slice(by), ...files.slice(0, by)];
	});

function newState(id: string, parent: string | null, index: string | null, messages: JsonObject[]): State {
	return { id, parent, index, messages, archived: [], snapshots: [] };
}

function play(step: Step, state: State, states: State[], second: number): void {
	const id = `s${states.length.toString()}`;
	switch (step.do) {
		case 'add':
			state.messages.push({
				...turn('user', `m${(second % 5).toString()}`, second),
				...(second % 6 === 5 && { role: 'developer', content: [null, { type: 'text', text: 'odd' }] }),
			});
			break;
		case 'child':
			states.push(newState(id, state.id, null, []));
			break;
		case 'fork': {
			const all = step.at < 0;
			const messages = all ? state.messages : state.messages.slice(0, step.at + 1);
			states.push(newState(id, state.id, all ? null : step.at.toString(), structuredClone(messages)));
			break;
		}
		case 'revert':
			state.messages = state.messages.slice(0, step.at + 1);
			break;
		case 'cut':
			state.messages = state.messages.slice(-2);
			break;
		case 'archive': {
			const old = state.messages.splice(0, 2);
			state.archived.push(...old.filter(({ role }) => role === 'user'));
			state.messages.unshift(turn('system', '[Session Summary]', second));
			break;
		}
		case 'edit': {
			const message = state.messages[step.at % Math.max(1, state.messages.length)];
			if (message) Object.assign(message, { metadata: { edited: second }, extra: second });
			break;
		}
		case 'snapshot':
			state.snapshots.push({
				id: `snapshot ${second.toString()}`,
				session_id: state.id,
				message_index: state.messages.length - 1,
				created_at: 1_700_000_000 + second + 0.5,
				label: null,
				metadata: {},
				...(second % 2 === 1 && { transcript: transcriptOf(state) }),
			});
			break;
		default:
			step satisfies never;
	}
}

/** What newer versions put into a snapshot. */
function transcriptOf({ messages, archived }: State): JsonObject {
	return structuredClone({ messages, archived_messages: archived, last_compaction: null });
}

function asFile(state: State): JsonObject {
	return session(state.id, state.messages, {
		parent_id: state.parent,
		forked_from_message_id: state.index,
		archived_messages: state.archived,
		snapshots: state.snapshots,
	});
}
