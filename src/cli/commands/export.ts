import type { CliCommand } from '../command.js';
import { deliver, deliveryDetails, deliveryOptions, writerNamed } from '../deliver.js';
import { UsageError } from '../failures.js';
import { sessionNamed } from '../naming.js';
import { withStore } from '../storeFolder.js';

export const exportCommand: CliCommand = {
	name: 'export',
	parameters: '<session>',
	count: { least: 1, most: 1 },
	summary: 'write a session and all below it in another form',
	details: deliveryDetails,
	options: {
		...deliveryOptions,
		to: { ...deliveryOptions.to, about: `${deliveryOptions.to.about} (default: bundle)` },
		descendants: { about: 'with all sessions below it; this is the default' },
		'no-descendants': { about: 'this session alone' },
	},
	run: async (call) => {
		const writer = writerNamed(call.text('to') ?? 'bundle');
		if (call.flag('descendants') && call.flag('no-descendants'))
			throw new UsageError('--descendants and --no-descendants exclude each other.');
		const bundle = await withStore(call, 'look', async (store) => {
			const { id } = await sessionNamed(store, call.given[0] ?? '');
			return store.exportSession(id, { descendants: !call.flag('no-descendants') });
		});
		await deliver(call, writer, bundle);
		return 0;
	},
};
