import type { BundleSession } from '../store/bundleModel.js';
import { praisonName } from './praison.js';
import { type Origin, readOrigin } from './praisonOrigin.js';

/** A session and what PraisonAI will call it. */
export interface Named {
	readonly id: string;
	/** Its PraisonAI file, unless it never had one or another session of the bundle has more right to it. */
	readonly origin: Origin | undefined;
}

/** The name of a session's file, by PraisonAI's own rule; different ids may have the same. */
export function fileName(id: string): string {
	return `${id.replace(/[^A-Za-z0-9_-]/gu, '_')}.json`;
}

/** Gives each session the id that it had in PraisonAI, else its own, so that no two files have one name. */
export function nameSessions(sessions: readonly BundleSession[]): ReadonlyMap<string, Named> {
	const owners = new Map<string, { readonly session: BundleSession; readonly origin: Origin }>();
	for (const session of sessions) {
		const origin = readOrigin(session.metadata);
		const id = origin?.fields['session_id'];
		if (!origin || typeof id !== 'string' || id === '') continue;
		// A fork may have taken over its parent's metadata; the source tells whose they are.
		const rightful = session.source?.format === praisonName && session.source.id === id;
		if (rightful || !owners.has(id)) owners.set(id, { session, origin });
	}
	const named = new Map<string, Named>();
	const taken = new Set<string>();
	const name = (session: BundleSession, wanted: string, origin: Origin | undefined): void => {
		let id = wanted;
		// Case does not tell files apart everywhere.
		for (let copy = 2; taken.has(fileName(id).toLowerCase()); copy++) id = `${wanted}-${copy.toString()}`;
		taken.add(fileName(id).toLowerCase());
		named.set(session.id, { id, origin });
	};
	for (const [id, { session, origin }] of owners) name(session, id, origin);
	for (const session of sessions) {
		if (named.has(session.id)) continue;
		const { source } = session;
		name(session, source?.format === praisonName && source.id !== '' ? source.id : session.id, undefined);
	}
	return named;
}
