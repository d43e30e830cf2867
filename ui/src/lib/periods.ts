// Choosing among periods the engine listed: which one comes first, which ones stand beside it.

import type { PeriodOut } from '../gen/commands';
import { t } from './words';

/** The kinds of period, short ones first. */
export const PERIOD_KINDS = ['month', 'quarter', 'half', 'nine_months', 'year'] as const;

/** One kind. */
export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** States in which a unit still has to do something about its period. */
const IN_HAND: readonly string[] = ['open', 'closed', 'returned'];

/**
 * The period to begin with: the latest owed one that is over and still in hand, else the latest one that is
 * over. Of one last day the list has the shorter period first.
 */
export function firstPeriod(
  periods: readonly PeriodOut[],
  kinds: readonly PeriodKind[],
  today: string,
): PeriodOut | undefined {
  const fitting = periods.filter((one) => kinds.some((kind) => kind === one.kind));
  const owed = fitting.filter((one) => one.owed);
  const isOver = (one: PeriodOut): boolean => one.to < today;
  const waiting = owed.find((one) => isOver(one) && IN_HAND.includes(one.state));
  return waiting ?? owed.find(isOver) ?? fitting.find(isOver) ?? fitting[0];
}

/** The periods of the same kind on either side of one, in a list that begins with the latest. */
export function besidePeriod(
  periods: readonly PeriodOut[],
  code: string,
): { before: PeriodOut | undefined; after: PeriodOut | undefined } {
  const at = periods.find((one) => one.period === code);
  const same = periods.filter((one) => one.kind === at?.kind);
  const index = same.findIndex((one) => one.period === code);
  return index < 0
    ? { before: undefined, after: undefined }
    : { before: same[index + 1], after: same[index - 1] };
}

/** The period of another kind that holds the last day of one, or the latest of that kind. */
export function sameTime(
  periods: readonly PeriodOut[],
  code: string,
  kind: string,
): PeriodOut | undefined {
  const at = periods.find((one) => one.period === code);
  const others = periods.filter((one) => one.kind === kind);
  const holding = at && others.find((one) => one.from <= at.to && at.to <= one.to);
  return holding ?? others.find((one) => at === undefined || one.to <= at.to) ?? others[0];
}

/** How long there is until a day, in words. */
export function daysLeftWords(days: number): string {
  if (days === 0) {
    return t('ui.days.today');
  }
  return days > 0 ? t('ui.days.left', { days }) : t('ui.days.over', { days: -days });
}
