import type { FixtureSet } from './fixtureSet.js';
import { chatgptSets } from './sets/chatgpt.js';
import { claudeAiSets } from './sets/claudeAi.js';
import { claudeCodeSets } from './sets/claudeCode.js';
import { clineSets } from './sets/cline.js';
import { codexSets } from './sets/codex.js';
import { geminiSets } from './sets/gemini.js';
import { openaiSets } from './sets/openai.js';
import { opencodeSets } from './sets/opencode.js';
import { piSets } from './sets/pi.js';
import { praisonSets } from './sets/praison.js';
import { sessionHierarchySets } from './sets/sessionHierarchy.js';
import { sharegptSets } from './sets/sharegpt.js';
import { vscodeChatSets } from './sets/vscodeChat.js';

/** What each agent could have left, small and with as much as can be in it, by the format's name. */
export const fixtureSets: Readonly<Record<string, readonly FixtureSet[]>> = {
	'session-hierarchy': sessionHierarchySets,
	codex: codexSets,
	pi: piSets,
	gemini: geminiSets,
	'vscode-chat': vscodeChatSets,
	praisonai: praisonSets,
	'claude-code': claudeCodeSets,
	cline: clineSets,
	opencode: opencodeSets,
	chatgpt: chatgptSets,
	'claude-ai': claudeAiSets,
	sharegpt: sharegptSets,
	openai: openaiSets,
};
