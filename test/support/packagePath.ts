import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string; version: string };

/** Where `npm run package` writes the VSIX, below the repository. */
export const packagePath = `${manifest.name}-${manifest.version}.vsix`;
