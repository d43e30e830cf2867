// Where the next thing to do is done.

import type { ConflictOut, NextOut } from '../../gen/commands';
import type { Place } from '../../lib/desk.svelte';
import type { ScreenId } from '../../lib/screens';

/** Everything the engine may name as next. */
export const ACTIONS = [
  'enrol',
  'fix_return',
  'resolve_conflict',
  'close',
  'export',
  'enter',
  'import',
  'review',
  'publish',
  'back_up',
] as const;

/** One of them. */
export type Action = (typeof ACTIONS)[number];

/** A screen and the place on it. */
export interface Target {
  readonly screen: ScreenId;
  readonly place: Place;
}

const TARGETS: Readonly<Record<Action, Target>> = {
  enrol: { screen: 'stations', place: {} },
  fix_return: { screen: 'period', place: { filter: 'returned' } },
  resolve_conflict: { screen: 'entry', place: {} },
  close: { screen: 'period', place: { do: 'close' } },
  export: { screen: 'period', place: { do: 'export' } },
  enter: { screen: 'entry', place: {} },
  import: { screen: 'board', place: {} },
  review: { screen: 'review', place: {} },
  publish: { screen: 'totals', place: {} },
  back_up: { screen: 'backup', place: {} },
};

/** The action by name; nothing for one this window does not know. */
export function actionOf(next: Pick<NextOut, 'action'> | null): Action | undefined {
  return ACTIONS.find((one) => one === next?.action);
}

/** Where it is done. */
export function targetOf(action: Action, period: string | null): Target {
  const { screen, place } = TARGETS[action];
  return { screen, place: period === null ? place : { ...place, period } };
}

/** Where versions that disagree are decided on: our own one by one, those of units below where they are seen. */
export function conflictTarget(conflicts: readonly Pick<ConflictOut, 'record' | 'own'>[]): Target {
  const own = conflicts.find((one) => one.own);
  return own
    ? { screen: 'entry', place: { conflict: own.record } }
    : { screen: 'review', place: {} };
}
