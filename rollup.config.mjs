import { dts } from 'rollup-plugin-dts';

/** The types of the store library, beside the code that esbuild.mjs builds. */
export default {
	input: 'src/store/index.ts',
	output: { file: 'dist/store.d.ts', format: 'es' },
	plugins: [dts({ tsconfig: 'tsconfig.json' })],
};
