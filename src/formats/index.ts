// The library's public face: what dist/formats.js and dist/formats.d.ts offer.
export { asBundle } from '../store/bundle.js';
export type { Bundle, BundleSession, BundleSnapshot } from '../store/bundleModel.js';
export { StoreError, type StoreErrorCode } from '../store/errors.js';
export type { Body, IncomingMessage, IncomingSession, IncomingSnapshot } from '../store/incoming.js';
export type * from '../store/model.js';
export { formats } from './formats.js';
export { type ReadOptions, readSources } from './readSources.js';
export type { Format, FormatFailure, FormatWarning, Reading, RecognisedFile, SourceFile } from './source.js';
export { type Overflow, Spool } from './spool.js';
export { bundleOf } from './toBundle.js';
export { type Writer, type WriterName, writerNames, writers } from './writers.js';
export type { Written, WrittenFile } from './written.js';
