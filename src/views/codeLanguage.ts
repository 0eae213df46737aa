/** VS Code's ids of languages that messages name otherwise; file name endings too. */
const ids: Readonly<Record<string, string>> = {
	bash: 'shellscript',
	bat: 'bat',
	cc: 'cpp',
	cmd: 'bat',
	console: 'shellscript',
	cs: 'csharp',
	'c#': 'csharp',
	'c++': 'cpp',
	cxx: 'cpp',
	docker: 'dockerfile',
	golang: 'go',
	h: 'c',
	hpp: 'cpp',
	htm: 'html',
	js: 'javascript',
	cjs: 'javascript',
	mjs: 'javascript',
	json5: 'jsonc',
	jsx: 'javascriptreact',
	kt: 'kotlin',
	kts: 'kotlin',
	make: 'makefile',
	md: 'markdown',
	patch: 'diff',
	plain: 'plaintext',
	ps1: 'powershell',
	pwsh: 'powershell',
	py: 'python',
	python3: 'python',
	rb: 'ruby',
	rs: 'rust',
	sh: 'shellscript',
	shell: 'shellscript',
	svg: 'xml',
	text: 'plaintext',
	ts: 'typescript',
	cts: 'typescript',
	mts: 'typescript',
	tsx: 'typescriptreact',
	txt: 'plaintext',
	yml: 'yaml',
	zsh: 'shellscript',
};

/** The id of the language that a message calls `name`, or that `file` ends in; `known`: all that VS Code has. */
export function languageId(name: string, file: string | null, known: readonly string[]): string {
	const ending = /\.(\w+)$/.exec(file ?? '')?.[1] ?? '';
	for (const word of [name, ending].map((each) => each.toLowerCase())) {
		const id = Object.hasOwn(ids, word) ? ids[word] : word;
		if (id !== undefined && id !== '' && known.includes(id)) return id;
	}
	return 'plaintext';
}
