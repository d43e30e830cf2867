// How the kinds of record are set out: by family, ended ones left away.

import type { KindOut } from '../../gen/commands';

/** The families, in the order of the list. */
export const FAMILIES = [
  'event',
  'tally',
  'register',
  'snapshot',
  'assessment',
  'narrative',
  'sheet',
  'declared',
] as const;

/** One family. */
export type FamilyName = (typeof FAMILIES)[number];

/** Families of figures that come on paper: they are filled in on a grid of reporters and figures. */
const PAPER: readonly string[] = ['sheet', 'declared'];

/** Families of which one looks at all there is, not at a month: books that go on for years. */
const LASTING: readonly string[] = ['register', 'snapshot', 'assessment'];

/** Whether a kind is filled in on the grid of papers. */
export function isPaper(kind: Pick<KindOut, 'family'>): boolean {
  return PAPER.includes(kind.family);
}

/** Whether its grid begins with all records rather than with this month's. */
export function isLasting(kind: Pick<KindOut, 'family'>): boolean {
  return LASTING.includes(kind.family);
}

/** Kinds one can still write records of. */
export function inUse(kinds: readonly KindOut[], today: string, isReceiver: boolean): KindOut[] {
  return kinds.filter(
    (kind) =>
      (kind.until === null || kind.until >= today) && (isReceiver || !isPaper(kind)),
  );
}

/** The kinds of each family that has any. */
export function familiesOf(
  kinds: readonly KindOut[],
): { family: FamilyName; kinds: readonly KindOut[] }[] {
  return FAMILIES.map((family) => ({
    family,
    kinds: kinds.filter((kind) => kind.family === family),
  })).filter((one) => one.kinds.length > 0);
}
