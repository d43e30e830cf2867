import { expect, test } from 'vitest';

import type { BoardRowOut, PeriodOut } from '../../gen/commands';
import { isIn, periodsBefore, type Filter } from './board.svelte';

const row = (state: string, more: Partial<BoardRowOut> = {}): BoardRowOut => ({
  unit: '1',
  name: 'Xã Một',
  state,
  version: 0,
  imported_at: null,
  arrived: null,
  late: false,
  days_late: 0,
  expected: true,
  conflicts: 0,
  missing: 0,
  warnings: 0,
  signer: null,
  ...more,
});

test.each<[string, Filter]>([
  ['open', 'missing'],
  ['received', 'waiting'],
  ['returned', 'returned'],
  ['accepted', 'accepted'],
])('a unit that is %s is found under %s and under no other', (state, filter) => {
  const filters: Filter[] = ['missing', 'waiting', 'returned', 'accepted', 'late'];
  expect(filters.filter((one) => isIn(row(state), one))).toEqual([filter]);
  expect(isIn(row(state), 'all')).toBe(true);
});

test('who owes nothing is not missing', () => {
  expect(isIn(row('open', { expected: false }), 'missing')).toBe(false);
});

test('who came late is found whatever became of it', () => {
  expect(isIn(row('accepted', { late: true }), 'late')).toBe(true);
});

const period = (code: string, kind: string): PeriodOut =>
  ({ period: code, kind, label: code }) as PeriodOut;

test('the periods beside a month are the months before it', () => {
  const months = ['10', '09', '08', '07', '06', '05', '04'].map((one) => period(`2026-${one}`, 'month'));
  const periods = [months[0], period('2026-Q3', 'quarter'), ...months.slice(1)] as PeriodOut[];
  expect(periodsBefore(periods, '2026-09').map((one) => one.period)).toEqual([
    '2026-08',
    '2026-07',
    '2026-06',
    '2026-05',
    '2026-04',
  ]);
  expect(periodsBefore(periods, '2019-01')).toEqual([]);
});
