import { expect, test } from 'vitest';

import type { PeriodOut } from '../gen/commands';
import { besidePeriod, firstPeriod, sameTime } from './periods';

const TODAY = '2026-11-05';

function month(number: number, state = 'accepted', owed = true): PeriodOut {
  const period = `2026-${String(number).padStart(2, '0')}`;
  const common = { label: period, days_left: 0, late: false, kind: 'month' };
  return { ...common, period, from: `${period}-01`, to: `${period}-28`, due: `${period}-28`, owed, state };
}

const YEAR: PeriodOut = {
  period: '2026',
  label: '2026',
  kind: 'year',
  from: '2026-01-01',
  to: '2026-12-31',
  due: '2027-01-05',
  days_left: 60,
  owed: true,
  state: 'open',
  late: false,
};

test('the latest period that is over and still in hand comes first', () => {
  const periods = [YEAR, month(11, 'open'), month(10, 'exported'), month(9, 'returned'), month(8, 'open')];
  expect(firstPeriod(periods, ['month', 'year'], TODAY)?.period).toBe('2026-09');
});

test('when all is handed in, or nothing is owed, the latest one that is over comes first', () => {
  const kinds = ['month', 'year'] as const;
  expect(firstPeriod([YEAR, month(11, 'open'), month(10, 'exported')], kinds, TODAY)?.period).toBe('2026-10');
  const none = [YEAR, month(11, 'open'), month(10, 'open')].map((one) => ({ ...one, owed: false }));
  expect(firstPeriod(none, kinds, TODAY)?.period).toBe('2026-10');
  expect(firstPeriod([YEAR], kinds, TODAY)?.period).toBe('2026');
  expect(firstPeriod([], ['month'], TODAY)).toBeUndefined();
});

test('neighbours are of the same kind, and end where the list ends', () => {
  const periods = [YEAR, month(11), month(10)];
  expect(besidePeriod(periods, '2026-11')).toEqual({ before: month(10), after: undefined });
  expect(besidePeriod(periods, '2026-10')).toEqual({ before: undefined, after: month(11) });
  expect(besidePeriod(periods, '1999')).toEqual({ before: undefined, after: undefined });
});

test('another kind is taken at the same time of the year', () => {
  const periods = [YEAR, month(11), month(10)];
  expect(sameTime(periods, '2026-10', 'year')?.period).toBe('2026');
  expect(sameTime(periods, '2026', 'month')?.period).toBe('2026-11');
});
