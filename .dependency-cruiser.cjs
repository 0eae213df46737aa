// Who may import whom. Each folder of src has one row that says what it may reach; the rest it may not.
const row = (from, to, name = from) => ({
	name: `${name}-imports`,
	severity: 'error',
	from: { path: `^${from}/` },
	to: { pathNot: [`^${from}/`, ...to] },
});

const nodeModules = (...names) => names.map((name) => `^node_modules/${name}/`);
/** Node's own modules, which dependency-cruiser names without `node:`. */
const core = `^(node:)?(${require('node:module').builtinModules.join('|')})$`;
const vscode = ['^vscode$', '^node_modules/@types/vscode/'];
const model = '^src/store/(model|bundleModel)\\.ts$';

module.exports = {
	forbidden: [
		{ name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
		{
			name: 'no-orphans',
			severity: 'error',
			from: { orphan: true, path: '^(src|media)/', pathNot: '\\.d\\.ts$' },
			to: {},
		},
		{ name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
		row('src/store', [core, ...nodeModules('nanoid')]),
		row('src/formats', [
			'^src/store/',
			'^(node:)?buffer$',
			...nodeModules('fflate', 'markdown-it', '@types/markdown-it'),
		]),
		row('src/search', [core, '^src/store/']),
		row('src/sources', [core, '^src/(store|formats)/', ...nodeModules('yauzl', '@types/yauzl')]),
		{
			// Getters and parsers; what reads a format is not asked.
			name: 'sources-know-files-not-formats',
			severity: 'error',
			from: { path: '^src/sources/' },
			to: {
				path: '^src/formats/',
				pathNot: '^src/formats/(pick|jsonLines)\\.ts$',
				dependencyTypesNot: ['type-only'],
			},
		},
		row('src/cli', [core, '^src/(store|formats|search|sources)/', '^package\\.json$']),
		row('src/protocol', [model]),
		{
			name: 'protocol-imports-types-only',
			severity: 'error',
			from: { path: '^src/protocol/' },
			to: { path: '^src/store/', dependencyTypesNot: ['type-only'] },
		},
		row('media', [
			'^src/protocol/',
			...nodeModules(
				'markdown-it',
				'@types/markdown-it',
				'dompurify',
				'highlight\\.js',
				'@vscode/codicons',
				'lit',
			),
		]),
		row('src/host', [core, ...vscode, '^src/store/', '^src/ids\\.ts$']),
		row('src/views', [core, ...vscode, '^src/(host|protocol|store|formats)/', '^src/ids\\.ts$']),
		row('src/following', [core, ...vscode, '^src/(host|store|formats|sources)/']),
		row('src/commands', [
			core,
			...vscode,
			'^src/(host|store|views|formats|search|sources|following)/',
			'^src/ids\\.ts$',
			...nodeModules('valibot'),
		]),
		{ name: 'root-is-not-imported', severity: 'error', from: {}, to: { path: '^src/extension\\.ts$' } },
		{
			name: 'only-the-root-composes',
			severity: 'error',
			from: { pathNot: '^src/extension\\.ts$' },
			to: { path: '^src/compose\\.ts$' },
		},
		{
			// What they reach through other modules, the bundler of the unit suite sees.
			name: 'unit-tests-run-without-vscode',
			severity: 'error',
			from: { path: '^test/unit/' },
			to: { path: vscode, dependencyTypesNot: ['type-only'] },
		},
		{
			name: 'product-does-not-know-tests',
			severity: 'error',
			from: { path: '^(src|media)/' },
			to: { path: '^test/' },
		},
	],
	options: {
		tsPreCompilationDeps: true,
		doNotFollow: { path: '^node_modules/' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'require', 'node', 'types'],
		},
	},
};
