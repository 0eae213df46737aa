import type { Json, JsonObject } from '../store/model.js';
import { claudeCodeName } from './claudeCodeContent.js';
import { TranscriptFile } from './claudeCodeFile.js';
import { linkNodes } from './claudeCodeLinks.js';
import type { Transcript } from './claudeCodeNode.js';
import { hasCutResult, outputPlace, withOutputs } from './claudeCodeOutputs.js';
import { transcriptOfMeta } from './claudeCodePaths.js';
import { sessionsOf } from './claudeCodeSessions.js';
import { talksOf } from './claudeCodeTalks.js';
import { isJsonObject } from './json.js';
import { cleaned } from './pack.js';
import { listAt, objectAt, stringAt } from './pick.js';
import { type Count, type Format, type InputFile, invalid } from './source.js';

/** Transcripts of Claude Code: one line an event, a file a session or sub-agent (known from real files, 1.0 to 2.1). */
export const claudeCode: Format = {
	name: claudeCodeName,
	title: 'Claude Code',
	attachments: outputPlace,
	recognises: (file) => metaOf(file) !== undefined || (file.shape === 'lines' && file.head.some(isOurs)),
	begin(context) {
		const transcripts: Transcript[] = [];
		const metas = new Map<string, JsonObject>();
		return {
			async add(input): Promise<Count> {
				const meta = metaOf(input);
				if (meta) {
					metas.set(transcriptOfMeta(input.path), cleaned(meta));
					return { sessions: 0, messages: 0 };
				}
				if (input.head.some(isOfQwen)) throw invalid('a chat of Qwen Code, which cannot be read yet');
				const file = new TranscriptFile(context, input.path, input.modified);
				for await (const lines of input.lines())
					for (const line of lines)
						file.take(hasCutResult(line) ? await withOutputs(line, context.attached) : line);
				const transcript = file.end();
				transcripts.push(transcript);
				linkNodes(transcript);
				return { sessions: talksOf(transcript).length, messages: transcript.nodes.length };
			},
			finish: () => sessionsOf(transcripts, metas, context),
		};
	},
};

/** What a file says that goes with that of a sub-agent. */
function metaOf({ path, head: [value, ...more] }: InputFile): JsonObject | undefined {
	return more.length === 0 && /\.meta\.json$/i.test(path) && stringAt(value, 'agentType') !== undefined
		? (value as JsonObject)
		: undefined;
}

/** Fields that tell lines without a uuid from those of other tools. */
const telling = new Map([
	['summary', 'leafUuid'],
	['custom-title', 'customTitle'],
	['ai-title', 'aiTitle'],
	['queue-operation', 'operation'],
	['file-history-snapshot', 'snapshot'],
	['last-prompt', 'lastPrompt'],
	['fork-context-ref', 'parentSessionId'],
]);

function isOurs(value: Json): boolean {
	if (!isJsonObject(value)) return false;
	if (stringAt(value, 'uuid') !== undefined) return Object.hasOwn(value, 'parentUuid');
	const field = telling.get(stringAt(value, 'type') ?? '');
	return field !== undefined && Object.hasOwn(value, field);
}

/** Qwen Code writes the same lines, with messages as Gemini has them. */
function isOfQwen(value: Json): boolean {
	return isOurs(value) && listAt(objectAt(value, 'message'), 'parts') !== undefined;
}
