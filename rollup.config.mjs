import { dts } from 'rollup-plugin-dts';

/** The types of a library, beside the code that esbuild.mjs builds. */
const typesOf = (name) => ({
	input: `src/${name}/index.ts`,
	output: { file: `dist/${name}.d.ts`, format: 'es' },
	plugins: [dts({ tsconfig: 'tsconfig.json' })],
});

export default [typesOf('store'), typesOf('formats')];
