import type { NewMessage, Part } from './model.js';

/** Tells apart what messages say. */
export function sayingOf({ role, content, toolCalls, toolCallId }: NewMessage): string {
	return JSON.stringify([role, content, toolCalls, toolCallId]);
}

/** Whether a message is another, as `sayingOf` gives it, while that was still being written. */
export function isHalfOf(message: NewMessage, saying: string): boolean {
	const [role, content, calls, callId] = JSON.parse(saying) as [
		NewMessage['role'],
		NewMessage['content'],
		NewMessage['toolCalls'] | null,
		string | null,
	];
	if (message.role !== role || (message.toolCallId ?? null) !== (callId ?? null)) return false;
	const parts = partsOf(content);
	const own = partsOf(message.content);
	const isBegun = own.every((part, at) => begins(part, parts[at], 'text', at === own.length - 1));
	return (
		isBegun &&
		(message.toolCalls ?? []).every((call, at, all) =>
			begins(call, calls?.[at], 'arguments', at === all.length - 1),
		)
	);
}

function partsOf(content: NewMessage['content']): readonly Part[] {
	if (typeof content !== 'string') return content;
	return content === '' ? [] : [{ type: 'text', text: content }];
}

/** `key`: the text of it that may go on, if it is the last. */
function begins(one: object, other: object | undefined, key: string, isLast: boolean): boolean {
	if (!other) return false;
	const [text, whole] = [Reflect.get(one, key) as unknown, Reflect.get(other, key) as unknown];
	const mayGoOn = isLast && typeof text === 'string' && typeof whole === 'string' && whole.startsWith(text);
	return JSON.stringify(mayGoOn ? { ...one, [key]: whole } : one) === JSON.stringify(other);
}
