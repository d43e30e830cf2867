import { expect, test } from 'vitest';

import type { CellOut, FindingOut, LineOut } from '../../gen/commands';
import { canBeStated, figuresOf, groupKey, groupsOf, isShown, rowsOf, stateWord, stepFrom } from './figures';

const NUMBER: CellOut = { state: 'number', value: '12', shown: '12' };
const ZERO: CellOut = { state: 'zero', value: '0', shown: '0' };

function line(key: string, more: Partial<LineOut> = {}): LineOut {
  const group = key.slice(0, 1);
  return {
    key,
    label: key,
    group,
    group_label: `Nhóm ${group}`,
    measure: 'buổi',
    cell: NUMBER,
    before: null,
    year_before: null,
    change: null,
    outlier: false,
    derived: false,
    has_records: true,
    mandatory: true,
    notes: [],
    ...more,
  };
}

function finding(indicator: string, severity: string, more: Partial<FindingOut> = {}): FindingOut {
  const rest = { record: null, field: null, unit: null, says: '', reason: null };
  return { key: `C07@${indicator}`, check: 'C07', severity, indicator, ...rest, ...more };
}

const NOTE = { indicator: 'A2', record: null, text: 'Xem lại', at: '', unit: '62', unit_name: '' };

test('a figure bears every mark that stands at it, the most pressing first', () => {
  const lines = [line('A1', { outlier: true, notes: [NOTE] }), line('A2', { cell: null }), line('A3')];
  const findings = [finding('A1', 'warn'), finding('A1', 'block'), finding('A2', 'block', { check: 'C17' })];
  const figures = figuresOf(lines, findings, true);
  expect(figures.map((one) => one.marks)).toEqual([
    ['block', 'returned', 'warning', 'locked'],
    ['unsaid', 'locked'],
    ['locked'],
  ]);
});

test('a warning with a reason is answered, and an outlier without a finding is marked softly', () => {
  const figures = figuresOf(
    [line('A1'), line('A2', { outlier: true })],
    [finding('A1', 'warn', { reason: 'có đợt cao điểm' })],
    false,
  );
  expect(figures.map((one) => one.marks)).toEqual([['answered'], ['outlier']]);
  expect(figures.map(stateWord)).toEqual(['ui.period.mark.answered', 'ui.period.mark.outlier']);
});

test('each view shows its own figures', () => {
  const figures = figuresOf(
    [line('A1'), line('A2', { cell: null }), line('A3'), line('B1', { notes: [NOTE] })],
    [finding('A3', 'warn', { reason: 'đúng' })],
    false,
  );
  const keys = (filter: 'all' | 'open' | 'warned' | 'returned'): string[] =>
    figures.filter((one) => isShown(one, filter, true)).map((one) => one.line.key);
  expect(keys('all')).toEqual(['A1', 'A2', 'A3', 'B1']);
  expect(keys('open')).toEqual(['A2', 'B1']);
  expect(keys('warned')).toEqual(['A3']);
  expect(keys('returned')).toEqual(['B1']);
});

test('a group counts its unsaid figures whatever is shown, and is left out when nothing is', () => {
  const figures = figuresOf([line('A1', { cell: null }), line('A2', { notes: [NOTE] }), line('B1')], [], false);
  const groups = groupsOf(figures, 'returned', true);
  expect(groups.map((one) => [one.code, one.unsaid, one.figures.length])).toEqual([['A', 1, 1]]);
});

test('only empty or stated cells of an indicator itself can be stated', () => {
  expect(canBeStated(line('A1', { cell: null }))).toBe(true);
  expect(canBeStated(line('A1', { cell: ZERO }))).toBe(true);
  expect(canBeStated(line('A1'))).toBe(false);
  expect(canBeStated(line('A1|nam', { cell: null }))).toBe(false);
  expect(canBeStated(line('A1', { cell: null, derived: true }))).toBe(false);
  expect(canBeStated(line('A1', { cell: ZERO, mandatory: false }))).toBe(false);
});

test('without parts a part stays only where something stands at it', () => {
  const lines = [line('A1'), line('A1|X=1'), line('A1|X=2', { notes: [NOTE] })];
  const keys = (withParts: boolean): string[] =>
    groupsOf(figuresOf(lines, [], false), 'all', withParts).flatMap((group) =>
      group.figures.map((one) => one.line.key),
    );
  expect(keys(true)).toEqual(['A1', 'A1|X=1', 'A1|X=2']);
  expect(keys(false)).toEqual(['A1', 'A1|X=2']);
});

test('a part is called by what tells it apart; alone in a view it keeps its whole name', () => {
  const lines = [line('A1', { label: 'Văn bản' }), line('A1|CAP=XA', { label: 'Văn bản · Xã' })];
  const labels = (shown: LineOut[]): string[] => figuresOf(shown, [], false).map((one) => one.label);
  expect(labels(lines)).toEqual(['Văn bản', 'Xã']);
  expect(labels(lines.slice(1))).toEqual(['Văn bản · Xã']);
});

test('keys move row by row, page by page and group by group, and stop at the ends', () => {
  const rows = rowsOf(groupsOf(figuresOf([line('A1'), line('A2'), line('B1')], [], false), 'all', true));
  const from = (at: string, key: string): string => stepFrom(rows, at, key, 3);
  expect(rows.map((row) => row.key)).toEqual([groupKey('A'), 'A1', 'A2', groupKey('B'), 'B1']);
  expect(from('A1', 'ArrowDown')).toBe('A2');
  expect(from('#A', 'ArrowUp')).toBe('#A');
  expect(from('A1', 'PageDown')).toBe('B1');
  expect(from('A1', 'ArrowRight')).toBe('#B');
  expect(from('#B', 'ArrowRight')).toBe('#B');
  expect(from('B1', 'ArrowLeft')).toBe('#B');
  expect(from('B1', 'Home')).toBe('#A');
  expect(from('gone', 'ArrowDown')).toBe('A1');
});

test('a figure without marks is named by what it is', () => {
  const figures = figuresOf(
    [line('A1'), line('A2', { cell: ZERO }), line('A3', { cell: null, mandatory: false })],
    [],
    false,
  );
  expect(figures.map(stateWord)).toEqual(['ui.period.is.number', 'ui.period.is.zero', 'ui.period.is.none']);
  const locked = figuresOf([line('A1'), line('A2', { cell: ZERO })], [], true);
  expect(locked.map(stateWord)).toEqual(['ui.period.mark.locked', 'ui.period.is.zero']);
});
