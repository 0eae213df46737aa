import type { ToTranscript } from '../../src/protocol/transcript.js';
import { KeptState, post } from './host.js';
import { keepFocus } from './keptFocus.js';
import { refreshTimes } from './time.js';
import { Transcript } from './transcript.js';

const kept = new KeptState();
const transcript = new Transcript(kept);

window.addEventListener('message', (event: MessageEvent<ToTranscript>) => {
	transcript.receive(event.data);
});
keepFocus();
setInterval(refreshTimes, 60_000);
post({ type: 'ready', place: kept.place });
