// What the board shows: the units of one period, and how the periods before it stood.

import type { BoardRowOut, PeriodOut, ShowBoardRes } from '../../gen/commands';
import { Ask } from '../../lib/ask.svelte';
import type { Desk } from '../../lib/desk.svelte';

/** Periods shown beside the chosen one. */
const PERIODS_BEFORE = 5;

/** The rows one may look at. */
export const FILTERS = ['all', 'missing', 'waiting', 'returned', 'accepted', 'late'] as const;

/** One of them. */
export type Filter = (typeof FILTERS)[number];

/** Whether a row belongs to a filter. */
export function isIn(row: BoardRowOut, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'missing':
      return row.expected && row.state === 'open';
    case 'waiting':
      return row.state === 'received';
    case 'late':
      return row.late;
    default:
      return row.state === filter;
  }
}

/** The periods right before one, of its kind, the latest first. */
export function periodsBefore(periods: readonly PeriodOut[], period: string): PeriodOut[] {
  const kind = periods.find((one) => one.period === period)?.kind;
  const same = periods.filter((one) => one.kind === kind);
  const at = same.findIndex((one) => one.period === period);
  return at < 0 ? [] : same.slice(at + 1, at + 1 + PERIODS_BEFORE);
}

/** A board with those of the periods before it. */
export interface Boards {
  readonly now: ShowBoardRes;
  readonly before: readonly { readonly period: PeriodOut; readonly rows: ReadonlyMap<string, BoardRowOut> }[];
}

/** The board of a period. */
export class Board {
  readonly asked = new Ask<Boards>();
  filter = $state<Filter>('all');

  constructor(private readonly desk: Desk) {}

  /** Asks for a period's board and those before it. */
  async load(period: string): Promise<void> {
    await this.asked.run(async () => {
      const now = await this.desk.call('show_board', { period });
      const { periods } = await this.desk.call('list_periods', { count: 24, unit: null });
      const before = await Promise.all(
        periodsBefore(periods, period).map(async (one) => {
          const { rows } = await this.desk.call('show_board', { period: one.period });
          return { period: one, rows: new Map(rows.map((row) => [row.unit, row])) };
        }),
      );
      return { now, before };
    });
  }

  /** The rows of a filter. */
  rows(filter: Filter): BoardRowOut[] {
    return (this.asked.value?.now.rows ?? []).filter((row) => isIn(row, filter));
  }
}
