// The screens, once: their order, the key that opens each, and who sees them.

import type { Whoami } from '../gen/commands';

/** Names of the screens, in the order of the rail. */
export const SCREENS = [
  'today',
  'entry',
  'period',
  'board',
  'review',
  'totals',
  'bundles',
  'stations',
  'backup',
  'help',
] as const;

/** One screen. */
export type ScreenId = (typeof SCREENS)[number];

/** Screens that only a station which receives reports has. */
const RECEIVER_ONLY: readonly ScreenId[] = ['board', 'review', 'totals'];

/** The screens of a station. */
export function screensOf(whoami: Pick<Whoami, 'receiver'>): ScreenId[] {
  return SCREENS.filter((screen) => whoami.receiver || !RECEIVER_ONLY.includes(screen));
}

/** The key that opens the screen at a place of the rail: Alt and a digit. */
export function screenKey(index: number): string {
  return `Alt+${(index + 1) % 10}`;
}

/** Officers by what they may do, least first. */
const ROLES = ['clerk', 'chief', 'admin'] as const;

/** Whether an officer of one role may do what needs another; the engine checks it again. */
export function mayDo(role: string, needs: (typeof ROLES)[number]): boolean {
  return ROLES.findIndex((one) => one === role) >= ROLES.indexOf(needs);
}
