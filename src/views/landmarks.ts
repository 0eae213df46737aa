import type { Surroundings } from './transcriptFrame.js';
import type { TranscriptSource } from './transcriptReader.js';

/** More marks than this cannot be told apart beside a transcript. */
const mostLandmarks = 1000;

/** Positions in the transcript of the messages that snapshots label; what is labelled elsewhere is left out. */
export async function landmarksOf(
	source: TranscriptSource,
	{ session, snapshots }: Pick<Surroundings, 'session' | 'snapshots'>,
): Promise<readonly number[]> {
	const positions: number[] = [];
	for (const { messageId, messageCount: end } of snapshots.slice(-mostLandmarks)) {
		const [found] = await source.getMessages(session.id, { start: end - 1, end });
		if (found?.id === messageId) positions.push(end - 1);
	}
	return positions;
}
