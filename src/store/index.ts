// The library's public face: what dist/store.js and dist/store.d.ts offer.
export { asBundle } from './bundle.js';
export type { Bundle, BundleSession, BundleSnapshot } from './bundleModel.js';
export { StoreError, type StoreErrorCode } from './errors.js';
export type { CheckOptions, CheckReport, Finding, FindingKind, Fix } from './finding.js';
export type { Body, IncomingMessage, IncomingSession, IncomingSnapshot } from './incoming.js';
export type * from './model.js';
export type { ListOptions, Subscription } from './sessionReads.js';
export type {
	AddOptions,
	CreateOptions,
	ForkOptions,
	ImportOptions,
	ImportResult,
	MergeOptions,
	MergeResult,
	OpenOptions,
	RevertTarget,
	Room,
	SnapshotOptions,
} from './options.js';
export { SessionStore, type SessionReader } from './sessionStore.js';
