import type { Json, JsonObject } from '../store/model.js';
import { isJsonObject } from './json.js';
import { listAt, stringAt, valueAt } from './pick.js';
import { markdownOf } from './vscodeChatText.js';

/** What VS Code says in between, or asks with what the person chose, as Markdown; undefined: it is none of that. */
export function noticeIn(part: JsonObject): string | undefined {
	switch (part['kind']) {
		case 'warning':
		case 'info':
			return markdownOf(part['content']);
		case 'confirmation':
			return paragraphs([bold(part['title']), markdownOf(part['message'])]);
		case 'elicitationSerialized': {
			const given = answersIn(part['acceptedResult']).join('\n');
			const message = [bold(part['title']), markdownOf(part['subtitle']), markdownOf(part['message'])];
			return paragraphs([...message, quoted(given === '' ? stringAt(part, 'state') : given)]);
		}
		case 'questionCarousel': {
			const questions = (listAt(part, 'questions') ?? []).flatMap((each) => questionOf(each, part['data']));
			return paragraphs([markdownOf(part['message']), ...questions]);
		}
		default:
			return undefined;
	}
}

function questionOf(question: Json, data: Json | undefined): readonly (string | undefined)[] {
	const options = listAt(question, 'options') ?? [];
	const labels = new Map(
		options.map((option) => [answersIn(valueAt(option, 'value'))[0], stringAt(option, 'label') ?? '']),
	);
	const answer = valueAt(data, stringAt(question, 'id') ?? '');
	const chosen = answersIn(answer).map((each) => labels.get(each) ?? each);
	return [
		bold(valueAt(question, 'title')),
		markdownOf(valueAt(question, 'message')) ?? stringAt(question, 'description'),
		options.map((option) => `- ${stringAt(option, 'label') ?? ''}`).join('\n'),
		quoted(chosen.join('\n')),
	];
}

/** The texts of an answer: one, several, or what was typed besides. */
function answersIn(answer: Json | undefined): readonly string[] {
	const given = isJsonObject(answer) ? Object.values(answer).flat() : [answer];
	return given.flatMap((each) =>
		typeof each === 'object' || each === undefined || each === '' ? [] : [String(each)],
	);
}

function bold(title: Json | undefined): string | undefined {
	const text = markdownOf(title)?.trim() ?? '';
	return text === '' ? undefined : `**${text}**`;
}

function quoted(text = ''): string {
	return text === '' ? '' : `> ${text.replaceAll('\n', '\n> ')}`;
}

function paragraphs(texts: readonly (string | undefined)[]): string | undefined {
	const said = texts.filter((text) => text !== undefined && text.trim() !== '');
	return said.length === 0 ? undefined : said.join('\n\n');
}
