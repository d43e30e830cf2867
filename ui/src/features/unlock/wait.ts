// How long a refusal makes a person wait.

import type { AppFailure } from '../../lib/host/types';

/** The seconds a refusal names; 0 when it names none. */
export function secondsOf(failure: Pick<AppFailure, 'params'> | undefined): number {
  const seconds = Number(failure?.params['seconds'] ?? 0);
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : 0;
}

/** Whole seconds until a moment, rounded up: 0 is shown only once the next try is let in. */
export function secondsLeft(end_ms: number, now_ms: number): number {
  return Math.max(0, Math.ceil((end_ms - now_ms) / 1000));
}

/** How many officers are offered as buttons; more of them are a list. */
export const BUTTONS_MAX = 6;
