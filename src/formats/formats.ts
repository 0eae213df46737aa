import { chatgpt } from './chatgpt.js';
import { claudeAi } from './claudeAi.js';
import { claudeCode } from './claudeCode.js';
import { codex } from './codex.js';
import { gemini } from './gemini.js';
import { openai } from './openai.js';
import { pi } from './pi.js';
import { cline } from './cline.js';
import { opencode } from './opencode.js';
import { praison } from './praison.js';
import { sessionBundle } from './sessionBundle.js';
import { sharegpt } from './sharegpt.js';
import type { Format } from './source.js';
import { vscodeChat } from './vscodeChat.js';

/** Those that claim a file by one telling field come before those that take what only looks like messages. */
export const formats: readonly Format[] = [
	sessionBundle,
	codex,
	pi,
	gemini,
	vscodeChat,
	praison,
	claudeCode,
	cline,
	opencode,
	chatgpt,
	claudeAi,
	sharegpt,
	openai,
];
