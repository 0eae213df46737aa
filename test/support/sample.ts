import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';

/** Fills a sample workspace that shows what the extension does: `sample.ts <folder>`. */
const { positionals } = parseArgs({ allowPositionals: true });
await mkdir(positionals[0] ?? '.vscode-test/sample', { recursive: true });
