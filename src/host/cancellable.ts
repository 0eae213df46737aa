import * as vscode from 'vscode';

export type Progress = vscode.Progress<{ message?: string; increment?: number }>;

/** Works while a notification shows `title` and can be cancelled. Undefined when the person cancelled it. */
export function cancellable<T>(
	title: string,
	work: (signal: AbortSignal, progress: Progress) => Promise<T>,
): Thenable<T | undefined> {
	return vscode.window.withProgress(
		{ location: vscode.ProgressLocation.Notification, title, cancellable: true },
		async (progress, token) => {
			const abort = new AbortController();
			token.onCancellationRequested(() => {
				abort.abort();
			});
			try {
				return await work(abort.signal, progress);
			} catch (error) {
				if (abort.signal.aborted) return undefined;
				throw error;
			}
		},
	);
}
