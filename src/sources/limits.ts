/** So many bytes a file, or all files of an archive together, may have once unpacked. */
const mostUnpacked = 4 * 2 ** 30;
/** Up to here nobody asks how well it was packed. */
const freely = 64 * 2 ** 20;
/** Unpacked bytes to a packed one; transcripts come to 5 to 30. */
const mostRatio = 200;

/** Why so much must not be unpacked, as `it would be …`; undefined when it may be. In bytes. */
export function bombReason(packed: number, unpacked: number): string | undefined {
	if (unpacked > mostUnpacked) return 'unpacked it would be more than 4 GiB';
	if (unpacked > freely && unpacked > packed * mostRatio)
		return `unpacked it would be more than ${mostRatio} times as long`;
	return undefined;
}
