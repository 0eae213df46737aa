import { findChromium } from './chromium.js';
import { installVscodeServer } from './vscodeInstall.js';

// What the tests and `npm start` need beside node_modules, made ready ahead of them.
console.log(`VS Code server: ${await installVscodeServer()}`);
console.log(`Chromium: ${await findChromium()}`);
