import * as vscode from 'vscode';

/** One row of a question; `value` is what choosing it means. */
export interface Choice<T> extends vscode.QuickPickItem {
	readonly value: T;
}

export interface Question {
	readonly title: string;
	readonly placeholder: string;
	/** Waits for an answer while the person looks at something else. */
	readonly stays?: boolean;
}

/** Asks for one of `choices`, with `preferred` already under the cursor. Undefined when the person leaves. */
export async function choose<T>(
	question: Question,
	choices: readonly Choice<T>[],
	preferred?: (value: T) => boolean,
): Promise<T | undefined> {
	const pick = vscode.window.createQuickPick<Choice<T>>();
	try {
		pick.title = question.title;
		pick.placeholder = question.placeholder;
		pick.ignoreFocusOut = question.stays ?? false;
		pick.matchOnDescription = true;
		pick.matchOnDetail = true;
		pick.items = choices;
		const first = preferred && choices.find(({ value }) => preferred(value));
		if (first) pick.activeItems = [first];
		// Who is quick with Enter means the row that will be under the cursor once the list is drawn.
		const foreseen = (): Choice<T> | undefined => (pick.value === '' ? (first ?? choices[0]) : undefined);
		return await answerTo(pick, () => (pick.activeItems[0] ?? foreseen())?.value);
	} finally {
		pick.dispose();
	}
}

/** Shows it; gives what it says when it is accepted. Undefined when the person leaves. */
export function answerTo<T>(
	pick: vscode.QuickPick<vscode.QuickPickItem>,
	accepted: () => T,
): Promise<T | undefined> {
	return new Promise((answer) => {
		pick.onDidAccept(() => {
			answer(accepted());
		});
		pick.onDidHide(() => {
			answer(undefined);
		});
		pick.show();
	});
}

/** What a title may have at most, in characters. */
export const longestTitle = 500;

/** Asks for a line of text that is not blank, of at most `limit` characters. Undefined when the person leaves. */
export async function askText(
	question: Question & { readonly value?: string; readonly limit?: number },
): Promise<string | undefined> {
	const { title, placeholder, value = '', limit = Infinity } = question;
	const answer = await vscode.window.showInputBox({
		title,
		placeHolder: placeholder,
		value,
		validateInput: (text) => {
			if (text.trim() === '') return 'Type something, or press Escape to leave.';
			return text.trim().length > limit
				? `That is ${text.trim().length.toLocaleString()} characters long; at most ${limit.toLocaleString()} are allowed.`
				: undefined;
		},
	});
	return answer?.trim();
}
