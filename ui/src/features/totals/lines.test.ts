import { expect, test } from 'vitest';

import type { CellOut, ReporterOut, ShowTotalsRes, TotalLineOut } from '../../gen/commands';
import { cellOf, columns, fold, shares, shownLines } from './lines';

const cell = (value: string): CellOut => ({ state: 'number', value, shown: value });

const line = (key: string, label: string, more: Partial<TotalLineOut> = {}): TotalLineOut => ({
  key,
  label,
  measure: 'buổi',
  total: null,
  declared: null,
  remainder: null,
  lacking: [],
  cells: [],
  own: null,
  ...more,
});

const reporter = (unit: string, accepted: boolean): ReporterOut => ({
  unit,
  name: `Xã ${unit}`,
  source: 'closing',
  from: null,
  accepted,
  ended: null,
  sheets: [],
  other: false,
  displaced: [],
});

const NAMES = { total: 'Cộng', own: 'Riêng', declared: 'Đã công bố', remainder: 'Chênh' };

test('words are compared without accents', () => {
  expect(fold(' Đối tượng ĐẶC biệt')).toBe('doi tuong dac biet');
});

test('parts of a figure are shown only when asked for', () => {
  const lines = [line('A', 'Buổi'), line('A|chu_de=X', 'Buổi: ma tuý')];
  expect(shownLines(lines, '', false).map((one) => one.key)).toEqual(['A']);
  expect(shownLines(lines, 'ma tuy', true).map((one) => one.key)).toEqual(['A|chu_de=X']);
});

test('a sum that no line has makes no column, and a tentative unit is known', () => {
  const totals: ShowTotalsRes = {
    period: '2026',
    provisional: true,
    reporters: [reporter('1', true), reporter('2', false)],
    lines: [line('A', 'Buổi', { declared: cell('7'), remainder: '2' })],
  };
  const found = columns(totals, NAMES);
  expect(found.map((one) => one.name)).toEqual(['Cộng', 'Đã công bố', 'Chênh', 'Xã 1', 'Xã 2']);
  expect(found.map((one) => one.is === 'unit' && one.tentative)).toEqual([false, false, false, false, true]);
});

test('a column finds its own figure', () => {
  const one = line('A', 'Buổi', { cells: [cell('1'), null], remainder: '−2' });
  const unit = (at: number) => ({ is: 'unit' as const, name: '', unit: '', at, tentative: false });
  expect(cellOf(one, unit(0))).toEqual(cell('1'));
  expect(cellOf(one, unit(1))).toBeNull();
  expect(cellOf(one, { is: 'remainder', name: '' })).toBe('−2');
});

test('shares are drawn largest first, and who said nothing is not drawn as zero', () => {
  const totals: ShowTotalsRes = {
    period: '2026',
    provisional: false,
    reporters: [reporter('1', true), reporter('2', true), reporter('3', true)],
    lines: [],
  };
  const drawn = shares(line('A', 'Buổi', { cells: [cell('3'), null, cell('12')] }), totals);
  expect(drawn.map((one) => [one.name, one.number])).toEqual([
    ['Xã 3', 12],
    ['Xã 1', 3],
  ]);
});
