/** The title as a file's name without its ending, less what some file system refuses in a name. */
export function titleFileName(title: string): string {
	const name = title
		.normalize('NFC')
		.replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, ' ')
		.replace(/\s+/g, ' ')
		.replace(/^[. ]+|[. ]+$/g, '')
		.slice(0, 80)
		.trim();
	return name === '' || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(name) ? 'session' : name;
}
