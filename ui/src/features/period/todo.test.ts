import { expect, test } from 'vitest';

import type { FindingOut, LineOut } from '../../gen/commands';
import { byCheck, nextStep, placeOf, sortFindings, takesReason, todoOf } from './todo';

function finding(check: string, severity: string, more: Partial<FindingOut> = {}): FindingOut {
  const rest = { record: null, field: null, indicator: 'A1', unit: null, says: '', reason: null };
  return { key: `${check}@A1`, check, severity, ...rest, ...more };
}

const owed = (group: string): Pick<LineOut, 'group' | 'group_label' | 'mandatory' | 'cell'> => ({
  group,
  group_label: `Nhóm ${group}`,
  mandatory: true,
  cell: null,
});

test('an owed figure is counted with its group, not among the blocks', () => {
  const findings = [finding('C17', 'block'), finding('conflict', 'block'), finding('C07', 'warn')];
  const lines = [owed('A'), owed('B'), owed('A')] as LineOut[];
  const todo = todoOf({ lines, findings, narratives: [] });
  expect(todo.unsaid).toEqual([
    { group: 'A', label: 'Nhóm A', count: 2 },
    { group: 'B', label: 'Nhóm B', count: 1 },
  ]);
  expect(todo.blocks.map((one) => one.check)).toEqual(['conflict']);
  expect(todo.stops).toBe(5);
});

test('answered warnings and rules that lack a figure stop nothing', () => {
  const findings = [finding('C07', 'warn', { reason: 'đúng' }), finding('C10', 'unchecked')];
  expect(todoOf({ lines: [], findings, narratives: [] }).stops).toBe(0);
  expect(sortFindings(findings).answered).toHaveLength(1);
});

test('a reason settles warnings and texts somebody answers for, no other block', () => {
  expect(takesReason(finding('C07', 'warn'))).toBe(true);
  expect(takesReason(finding('C20', 'block'))).toBe(true);
  expect(takesReason(finding('conflict', 'block'))).toBe(false);
  expect(takesReason(finding('C07', 'unchecked'))).toBe(false);
});

test('versions that disagree are decided on, any other record is edited', () => {
  const at = { record: 'r', indicator: null };
  expect(placeOf(finding('conflict', 'block', at), '2026-10')).toEqual({ conflict: 'r', period: '2026-10' });
  expect(placeOf(finding('C03', 'warn', at), '2026-10')).toEqual({ record: 'r', period: '2026-10' });
});

test('findings of one check stand together', () => {
  const found = [finding('C1', 'warn'), finding('C2', 'warn'), finding('C1', 'warn')];
  expect(byCheck(found).map((group) => group.map((one) => one.check))).toEqual([['C1', 'C1'], ['C2']]);
});

test.each([
  [{ closing: null, changed: false, state: 'open' }, 'close'],
  [{ closing: 'x', changed: false, state: 'closed' }, 'export'],
  [{ closing: 'x', changed: true, state: 'exported' }, 'amend'],
  [{ closing: 'x', changed: false, state: 'returned' }, 'amend'],
  [{ closing: 'x', changed: false, state: 'accepted' }, undefined],
])('after %j comes %s', (period, step) => {
  expect(nextStep(period)).toBe(step);
});
