import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject, NewMessage, ToolCall } from '../../src/store/model.js';
import { SessionStore } from '../../src/store/sessionStore.js';

const minute = 60_000;

/**
 * Makes a workspace folder in which every feature has something to show: two attempts at one task, sub-agents,
 * snapshots, a discarded branch, tool calls, thinking, an image, a long session, a shared one and one in the trash.
 */
export async function makeSample(folder: string): Promise<void> {
	await mkdir(join(folder, 'src'), { recursive: true });
	await writeFile(
		join(folder, 'README.md'),
		'# Weather station\n\nReads sensors over MQTT and draws a dashboard.\n',
	);
	await writeFile(join(folder, 'src', 'retry.ts'), retryBefore);
	const store = await SessionStore.open(join(folder, '.sessions'));
	const clock = new Clock(Date.now() - 3 * 24 * 60 * minute);
	await dashboard(store, clock);
	await incident(store, clock);
	await review(store, clock);
	await retry(store, clock);
	await store.close();
}

/** Gives each message a time a little after the one before, so that ages look like work. */
class Clock {
	#now: number;

	constructor(start: number) {
		this.#now = start;
	}

	skip(minutes: number): void {
		this.#now += minutes * minute;
	}

	say(role: NewMessage['role'], content: NewMessage['content'], more: Partial<NewMessage> = {}): NewMessage {
		this.#now += 17_000 + (content.length % 40) * 1000;
		return { role, content, timestamp: this.#now, ...more };
	}
}

const model = (tokens: number, cost: number): { metadata: JsonObject } => ({
	metadata: { model: 'claude-sonnet-4-5', tokens, cost },
});

function call(id: string, name: string, args: JsonObject): { toolCalls: readonly ToolCall[] } {
	return { toolCalls: [{ id, name, arguments: JSON.stringify(args) }] };
}

async function retry(store: SessionStore, clock: Clock): Promise<void> {
	clock.skip(30 * 60);
	const main = await store.createSession({
		title: 'Retry failed uploads',
		agentName: 'Coder',
		metadata: { branch: 'retry' },
	});
	await store.addMessages(main, [
		clock.say('system', 'You are a careful engineer. Answer briefly and show your changes as code.'),
		clock.say(
			'user',
			'Uploads from the station fail when the **network drops**. Add a retry to `src/retry.ts`.',
		),
		clock.say(
			'assistant',
			[
				{
					type: 'thinking',
					text: 'The station loses its connection for seconds at a time. Exponential back-off with jitter fits; I should see the file first.',
				},
				{ type: 'text', text: 'I look at the file first.' },
			],
			{ ...call('call_read', 'read_file', { path: 'src/retry.ts' }), ...model(412, 0.0031) },
		),
		clock.say('tool', retryBefore, { toolCallId: 'call_read' }),
		clock.say('assistant', retryAnswer, model(689, 0.0078)),
	]);
	const works = await store.createSnapshot(main, {
		label: 'Simple retry works',
		metadata: { commit: '4c1f0de' },
	});
	await store.addMessages(main, [
		clock.say('user', 'Now make it configurable from the dashboard.'),
		clock.say(
			'assistant',
			'I would add a settings table, a REST endpoint and a form. That touches **14 files**.',
			model(198, 0.0021),
		),
		clock.say('user', 'That is too much. Forget it.'),
	]);
	await store.revertToSnapshot(main, works);
	const tests = await store.createSession({
		title: 'Sub-agent: write the tests',
		parentId: main,
		agentName: 'Tester',
	});
	await store.addMessages(tests, [
		clock.say('user', 'Write tests for `withRetry`: success, two failures, and giving up.'),
		clock.say('assistant', 'Running what is there before I add to it.', {
			...call('call_run', 'run_tests', { pattern: 'retry' }),
			...model(240, 0.002),
		}),
		clock.say('tool', testOutput, { toolCallId: 'call_run' }),
		clock.say(
			'assistant',
			'Three tests added, all green:\n\n- [x] succeeds at once\n- [x] succeeds on the third attempt\n- [x] gives up after five',
			model(305, 0.0028),
		),
	]);
	await store.addMessages(main, [
		clock.say('user', 'Good. How long does it wait in the worst case?'),
		clock.say('assistant', worstCase, model(233, 0.0024)),
	]);
	await store.createSnapshot(main, { label: 'Ready for review' });
	const queue = await store.forkSession(main, {
		fromMessageIndex: 1,
		title: 'Attempt 2: a persistent queue',
	});
	await store.addMessages(queue, [
		clock.say(
			'assistant',
			'Instead of retrying in memory I write each upload to disk first and send from there.',
			model(176, 0.0017),
		),
		clock.say('user', 'Does it survive a power cut?'),
		clock.say('assistant', queueAnswer, model(402, 0.0046)),
	]);
	await store.createSnapshot(queue, { label: 'Queue survives a power cut' });
	const sqlite = await store.forkSession(queue, { title: 'Attempt 3: the queue in SQLite' });
	await store.addMessages(sqlite, [
		clock.say('user', 'Would SQLite be simpler than our own file?'),
		clock.say(
			'assistant',
			'Yes: one table, `WAL` mode, and the vacuum is somebody else’s problem.',
			model(121, 0.0012),
		),
	]);
	await store.shareSession(queue);
}

async function review(store: SessionStore, clock: Clock): Promise<void> {
	clock.skip(20 * 60);
	const id = await store.createSession({ title: 'Review the MQTT parser', agentName: 'Reviewer' });
	await store.addMessages(id, [
		clock.say('user', [
			{ type: 'text', text: 'This is what the dashboard shows after a malformed packet. What is wrong?' },
			{ type: 'image', mediaType: 'image/png', data: chart },
		]),
		clock.say('assistant', 'Look at both places at once.', {
			toolCalls: [
				{ id: 'call_a', name: 'grep', arguments: JSON.stringify({ pattern: 'innerHTML', path: 'src' }) },
				{
					id: 'call_b',
					name: 'read_file',
					arguments: JSON.stringify({ path: 'src/parser.ts', lines: '40-60' }),
				},
			],
			...model(350, 0.0035),
		}),
		clock.say('tool', 'src/dashboard.ts:88: cell.innerHTML = packet.name', { toolCallId: 'call_a' }),
		clock.say('tool', 'const name = bytes.toString("latin1"); // names are UTF-8', { toolCallId: 'call_b' }),
		clock.say('assistant', hostile, model(290, 0.003)),
	]);
	await store.createSnapshot(id, { label: 'Two findings' });
}

async function incident(store: SessionStore, clock: Clock): Promise<void> {
	clock.skip(9 * 60);
	const id = await store.createSession({ title: 'A long night of debugging', agentName: 'Coder' });
	const messages = Array.from({ length: 150 }, (_, step) => [
		clock.say(
			'user',
			`Step ${String(step + 1)}: the sensor on channel ${String(step % 8)} still drifts. What next?`,
		),
		clock.say(
			'assistant',
			`Measure the supply at \`TP${String((step * 7) % 23)}\` and note the value after ${String(step % 9)} minutes.`,
			model(60 + (step % 50), 0.0006),
		),
	]).flat();
	await store.addMessages(id, messages.slice(0, 200));
	await store.createSnapshot(id, { label: 'It worked here' });
	await store.addMessages(id, messages.slice(200));
}

async function dashboard(store: SessionStore, clock: Clock): Promise<void> {
	const id = await store.createSession({ title: 'Sketch the dashboard', agentName: 'Designer' });
	await store.addMessages(id, [
		clock.say('user', 'Three layouts for the dashboard, please.'),
		clock.say(
			'assistant',
			'1. **Cards**, one a sensor\n2. **A single chart** with a legend\n3. **A map** of the garden',
			model(140, 0.0012),
		),
	]);
	const old = await store.createSession({ title: 'Abandoned: a native app' });
	await store.addMessage(old, clock.say('user', 'Should this be a native app?'));
	await store.deleteSession(old);
}

const retryBefore = `export async function upload(reading: Reading): Promise<void> {
	await fetch(endpoint, { method: 'POST', body: JSON.stringify(reading) });
}
`;

const retryAnswer = `Five attempts, doubling the pause, with jitter:

\`\`\`ts
export async function withRetry<T>(work: () => Promise<T>, attempts = 5): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await work();
		} catch (error) {
			if (attempt === attempts) throw error;
			const pause = 2 ** attempt * 100;
			await sleep(pause * (0.5 + Math.random()));
		}
	}
}
\`\`\`

| attempt | pause before it |
|--------:|:----------------|
| 2 | 0.1 to 0.3 s |
| 3 | 0.2 to 0.6 s |
| 5 | 0.8 to 2.4 s |

> The last error is thrown as it came, so that callers see the *cause*.`;

const worstCase = `The pauses add up to at most **4.5 seconds**:

\`\`\`diff
-const pause = 2 ** attempt * 100;
+const pause = Math.min(2 ** attempt * 100, 2_000);
\`\`\`

With the cap it stays below that whatever \`attempts\` says.`;

const queueAnswer = `Yes, if each file is flushed before we answer:

\`\`\`python
with open(path, "xb") as file:
    file.write(payload)
    file.flush()
    os.fsync(file.fileno())
\`\`\`

1. write, flush, rename
2. send
3. delete after the server's \`204\``;

const testOutput = Array.from(
	{ length: 30 },
	(_, line) => `  ok ${String(line + 1)} - upload case ${String(line + 1)}`,
).join('\n');

const hostile = `Two findings:

1. \`innerHTML\` takes the packet's name as it is. A name like <img src=x onerror="alert(1)"> runs in the page.
2. Names are read as Latin-1, so \`Gewächshaus\` comes out as \`GewÃ¤chshaus\`.

Use \`textContent\` and \`toString('utf8')\`.`;

/** A tiny line chart, 192 by 80 pixels: a PNG in base64. */
export const chart =
	'iVBORw0KGgoAAAANSUhEUgAAAMAAAABQCAMAAAB4ZIp2AAAADFBMVEX6+voebr7SPDzi4uIviLSCAAACDUlEQVR42u2a63LEIAiF' +
	'Oe77v3ObnTbNRSPgwdop589uMhnki1EBldcfl6RSqVQqtZ6ABZwoNWn9X4GgKO/V/V+AwA3wdn4CAeIAdozQYdZrwQvwbTYWAP3v' +
	'1A0wYyp6O98hcAIcbIYCSPc79QLMWA12y3yAk8U4AM1LcgJYF2RPHgrU/59VlPeaprfLmJwY11WH1wOYERMBoiFgAMSMAuVb8gBg' +
	'SliKx4ljv6IARHQB6tHXYX0GEwBzAC5yAsARM1Ki0LPrXz8sAMT7f8tBmAB0ApW5rVE7AGQZACECkAmUxj4bpQFwCaB+zgyAxyR5' +
	'OgB4AMwyi96OGeDJx+sasyaAIgcfJ8DYo8VvmkMACQNQmx4iWAHgQoAwANsYsLzWM4ApGbY8bMuJ4UzKbT1getjUA/B/CVgDwJ+W' +
	'I8h/E4B5YlkOYKQygt8HcMzsHgBjK3oAz8q0AADGllY7AZgA9yLGBADhAYz7f9oIwWwA7Ds8A8GltQvM7bQBOPkVeqWqMABWfvhA' +
	'UOlcMAEkGKAyvByNtgB4+XnLvUOJ81B2ZgEQSySNLjjVOAe2/ecCoD58R6bqOkBUle2w84vKeBAegEQBtPbe3UtNFYBcqMXPPjG2' +
	'PBMAaKeaS38beFh43T533usppMBZHR6wz3kVRjxiJKDa9p+ZiyozJEAAgCRAAiRAHID/7HQqlUqlUv9FH//iC+tfb4uZAAAAAElF' +
	'TkSuQmCC';
