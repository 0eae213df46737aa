import { withoutElements } from './elements.js';
import { isJsonObject, parsedJson } from './json.js';
import { stringAt } from './pick.js';

/** What a person said in a text by which the tool tells the model of it; `text` is the rest. */
export interface Told {
	readonly text: string;
	/** Each in the tags that the tool puts around it. */
	readonly words: readonly string[];
}

/** `tool`: the one whose result the text is. */
export function toldIn(text: string, tool: string): Told {
	const words: string[] = [];
	const left = withoutVerdict(text, words);
	const isAsked = asking.test(tool);
	if (!isAsked && tool !== 'execute_command' && !telling.test(text)) return { text: left, words };
	const rest = withoutElements(left, isAsked ? answers : remarks, ([, tag = ''], inner) => {
		words.push(`<${tag}>${inner}</${tag}>`);
	});
	return { text: words.length > 0 ? rest.trim() : text, words };
}

/** Tools that wait for what a person says. */
const asking = /^(?:act_mode_respond|ask_\w+|attempt_completion|plan_mode_respon\w+)$/;

/** How the tools tell of the person: files, outputs and prompts may speak of users too. */
const user = String.raw`The user (?:(?:also|has|did not) )?(?:accepted|answered|approved|denied|given|made|provided|rejected|submit|switched)\b`;

const telling = new RegExp(String.raw`^\s*(?:\[?${user}|You seem to be having trouble)`);

/** What follows a line that tells of the person: files and outputs may hold such tags too. */
const remarks = new RegExp(String.raw`(?<=${user}[^\n]{0,300}\n)<(answer|feedback|user_message)>`);

const answers = new RegExp(String.raw`(?<=^\s{0,9}|${user}[^\n]{0,300}\n)<(answer|feedback|user_message)>`);

/** Newer versions of Roo tell in a first line of JSON what the person thinks of a call. */
function withoutVerdict(text: string, words: string[]): string {
	if (!text.startsWith('{"status":"')) return text;
	const end = `${text}\n`.indexOf('\n');
	const verdict = parsedJson(text.slice(0, end));
	const feedback = stringAt(verdict, 'feedback');
	if (feedback === undefined || !isJsonObject(verdict)) return text;
	if (!Object.keys(verdict).every((key) => ['status', 'message', 'feedback'].includes(key))) return text;
	words.push(`<feedback>${feedback}</feedback>`);
	const status = stringAt(verdict, 'message') ?? stringAt(verdict, 'status') ?? '';
	return status + text.slice(end);
}
