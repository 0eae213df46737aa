// The library's public face: what dist/store.js and dist/store.d.ts offer.
export { asBundle } from './bundle.js';
export type { Bundle, BundleSession, BundleSnapshot } from './bundleModel.js';
export { StoreError, type StoreErrorCode } from './errors.js';
export type * from './model.js';
export type { ListOptions, Subscription } from './sessionReads.js';
export {
	SessionStore,
	type AddOptions,
	type CreateOptions,
	type ForkOptions,
	type ImportOptions,
	type ImportResult,
	type OpenOptions,
	type RevertTarget,
	type SessionReader,
	type SnapshotOptions,
} from './sessionStore.js';
