/** Claude Code's file of a session: prompts and answers in turn, each after the one before. */
export function claudeFile(session: string, cwd: string, texts: readonly string[], from = 0): string {
	return texts
		.map((text, i) => {
			const at = from + i;
			const isPrompt = at % 2 === 0;
			const base = {
				uuid: `${session}-${String(at)}`,
				parentUuid: at === 0 ? null : `${session}-${String(at - 1)}`,
				sessionId: session,
				timestamp: new Date(Date.UTC(2026, 0, 5, 10, at)).toISOString(),
				isSidechain: false,
				cwd,
				version: '2.1.0',
			};
			const line = isPrompt
				? { ...base, type: 'user', message: { role: 'user', content: text } }
				: {
						...base,
						type: 'assistant',
						message: {
							id: `msg_${session}_${String(at)}`,
							role: 'assistant',
							model: 'claude-sonnet',
							content: [{ type: 'text', text }],
							stop_reason: 'end_turn',
						},
					};
			return `${JSON.stringify(line)}\n`;
		})
		.join('');
}
