import type { ToTranscript } from '../../src/protocol/transcript.js';
import type { Feed } from './feed.js';
import { post } from './host.js';
import { Selection } from './selection.js';
import { SelectionBar } from './selectionBar.js';

interface SelectingHooks {
	readonly feed: () => Feed | undefined;
	/** Puts the focus back among the messages. */
	readonly focus: () => void;
	/** Tells something to who cannot see it. */
	readonly say: (words: string) => void;
	readonly fail: (words: string) => void;
}

/** The selection of the page: kept by the host too, shown on its rows and by a bar, and told. */
export class Selecting {
	readonly selection: Selection;
	readonly bar: SelectionBar;

	constructor({ feed, focus, say, fail }: SelectingHooks) {
		this.selection = new Selection({
			between: (start, end) => feed()?.idsBetween(start, end),
			ask: (start, end) => {
				post({ type: 'range', start, end });
			},
			changed: (ids) => {
				post({ type: 'select', messageIds: [...ids] });
				for (const row of feed()?.rows ?? []) row.drawSelected();
				document.body.classList.toggle('selecting', ids.size > 0);
				say(this.bar.show(ids.size));
			},
			refuse: fail,
		});
		this.bar = new SelectionBar(() => {
			this.selection.clear();
			focus();
		});
	}

	receive(message: ToTranscript & { readonly type: 'range' | 'missing' }): void {
		const { messageIds } = message;
		if (message.type === 'range') this.selection.receive(message.start, message.end, messageIds);
		else this.selection.drop(messageIds);
	}
}
