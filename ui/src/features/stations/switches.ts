// Which switches a unit may move, and what its list says afterwards.

import type { SwitchOut } from '../../gen/commands';

/** Whether our unit's word decides about a switch: the root's always; that of others unless it is off above. */
export function isOurs(one: Pick<SwitchOut, 'off' | 'own'>, isRoot: boolean): boolean {
  return isRoot || one.own || !one.off;
}

/** The switches that our list names after some were moved: `on` holds what was moved, by code. */
export function offList(
  switches: readonly Pick<SwitchOut, 'code' | 'off' | 'own'>[],
  moved: Readonly<Record<string, boolean>>,
  isRoot: boolean,
): string[] {
  return switches
    .filter((one) => isOurs(one, isRoot) && !(moved[one.code] ?? !one.off))
    .map((one) => one.code);
}
