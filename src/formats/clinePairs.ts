import { historyTurns } from './clineHistory.js';
import type { Kept, Task } from './clineTask.js';
import { stringAt } from './pick.js';
import type { PutAway } from './putAway.js';
import { wordsOf } from './turns.js';

/** The files of tasks that lie in one folder, or that are called as if they did. */
export interface TaskFiles {
	readonly histories: Kept[];
	readonly shown: Kept[];
	readonly about: PutAway[];
}

/**
 * The tasks of the files. In a folder there is one; files that were picked one by one from several folders have lost
 * theirs: a history then goes with what shows the prompt that it begins with.
 */
export function tasksOf({ histories, shown, about }: TaskFiles): readonly Task[] {
	const [history, display] = [histories[0], shown[0]];
	if (histories.length < 2 && shown.length < 2) return [{ history, shown: display, about: about[0] }];
	const byPrompt = new Map<string, Kept[]>();
	for (const each of shown) {
		const prompt = promptShown(each);
		const others = byPrompt.get(prompt);
		if (others) others.push(each);
		else byPrompt.set(prompt, [each]);
	}
	const tasks = histories.map((each): Task => ({
		history: each,
		shown: byPrompt.get(promptIn(each))?.shift(),
	}));
	return [...tasks, ...[...byPrompt.values()].flat().map((each): Task => ({ shown: each }))];
}

function promptShown({ entries }: Kept): string {
	return (stringAt(entries()[0], 'text') ?? '').trim();
}

function promptIn({ entries }: Kept): string {
	const [first] = historyTurns(entries().slice(0, 1));
	return first ? wordsOf(first).trim() : '';
}
