/** All of C0 and C1 but tab and line feed. */
const controls = /(?![\t\n])\p{Cc}/gu;

/** Text without anything that a terminal obeys: control characters as the signs that stand for them. */
export function harmless(text: string): string {
	return text.replaceAll('\r\n', '\n').replace(controls, (character) => {
		const code = character.charCodeAt(0);
		if (code < 0x20) return String.fromCharCode(0x2400 + code);
		return code === 0x7f ? '\u2421' : `\\x${code.toString(16)}`;
	});
}

/** JSON that says the same without DEL and C1, which JSON allows and terminals obey. */
export function jsonText(json: string): string {
	return json.replace(/[\u007f-\u009f]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}
