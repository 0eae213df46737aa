import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { makeSample } from './sampleWorkspace.js';

// sample.ts [folder]: makes the sample workspace. One that is there is left alone: someone may have worked in it.
const folder = resolve(process.argv[2] ?? '.vscode-test/sample');
if (!existsSync(folder)) await makeSample(folder);
