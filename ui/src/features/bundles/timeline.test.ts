import { expect, test } from 'vitest';

import type { BundleInOut, BundleOutOut } from '../../gen/commands';
import { timeline } from './timeline';

const came = (sender_unit: string, number: number, imported_at: string): BundleInOut => ({
  sender_unit,
  number: String(number),
  imported_at,
  status: 'whole',
  manifest: 'ab',
});

const went = (to: string, number: number, created_at: string): BundleOutOut => ({
  to,
  number: String(number),
  created_at,
  size_bytes: '1',
  manifest: 'cd',
  received: false,
});

test('what came and what went stand on one line, the latest first', () => {
  const line = timeline([came('1', 1, '2026-01-02')], [went('9', 1, '2026-01-03'), went('9', 2, '2026-01-01')]);
  expect(line.map((one) => [one.is, one.at])).toEqual([
    ['went', '2026-01-03'],
    ['came', '2026-01-02'],
    ['went', '2026-01-01'],
  ]);
});

test('skipped numbers stand below the bundle that showed them', () => {
  const line = timeline([came('1', 1, '2026-01-01'), came('1', 4, '2026-01-05')], []);
  expect(line.map((one) => (one.is === 'gap' ? [one.from, one.to] : one.is))).toEqual([
    'came',
    [2, 3],
    'came',
  ]);
});

test('each sender counts for itself, also when the first one is missing', () => {
  const line = timeline([came('1', 2, '2026-01-01'), came('2', 1, '2026-01-02')], []);
  expect(line.filter((one) => one.is === 'gap')).toEqual([
    { is: 'gap', at: '2026-01-01', with: '1', from: 1, to: 1 },
  ]);
});
