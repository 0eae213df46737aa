/** What an attack does when it works, so that a test can tell which one did. */
export interface Canary {
	/** A call that reports the attack. */
	readonly call: string;
	/** `attacker-<number>.example`, which nothing of the page ever asks. */
	readonly host: string;
}

/** Writes one attack. */
export type Attack = (canary: Canary) => string;

/** Text that does harm where it is shown as more than text. */
export interface NumberedAttack {
	readonly number: number;
	readonly kind: string;
	readonly text: string;
}

export function canaryOf(number: number): Canary {
	return { call: `window.__fired(${String(number)})`, host: `attacker-${String(number)}.example` };
}
