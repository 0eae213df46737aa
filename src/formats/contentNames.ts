export { ContentNames, fingerprint } from '../store/contentNames.js';
