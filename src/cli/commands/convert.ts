import type { CliCommand } from '../command.js';
import { deliver, deliveryDetails, deliveryOptions, writerNamed } from '../deliver.js';
import { UsageError } from '../failures.js';
import { warn, withReading } from '../reading.js';

export const convert: CliCommand = {
	name: 'convert',
	parameters: '<paths…> --to <format>',
	count: { least: 1, most: Infinity },
	summary: 'write what agents wrote in another form, without importing it',
	details: [
		'“--to bundle” is what an import would make. Exit code 0 if anything could be read.',
		...deliveryDetails,
	],
	options: deliveryOptions,
	run: async (call) => {
		const to = call.text('to');
		if (to === undefined) throw new UsageError('Something is missing: --to <format>.');
		const writer = writerNamed(to);
		return withReading(call, call.given, async (reading) => {
			const { bundleOf } = await import('../../formats/toBundle.js');
			const { bundle, warnings } = bundleOf(reading);
			await warn(call, warnings);
			await deliver(call, writer, bundle);
			return 0;
		});
	},
};
