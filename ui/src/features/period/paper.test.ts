import { expect, test } from 'vitest';

import type { BundleOutOut } from '../../gen/commands';
import { carrying } from './paper';

function bundle(number: string, created_at: string): BundleOutOut {
  return { to: '62', number, created_at, size_bytes: '1', manifest: number, received: false };
}

const WENT = [
  bundle('1', '2026-11-01T08:00:00+07:00'),
  bundle('3', '2026-11-03T08:00:00+07:00'),
  bundle('2', '2026-11-02T08:00:00+07:00'),
];

test('the latest bundle since the closing is the one on its paper', () => {
  expect(carrying(WENT, { at: '2026-11-01T09:00:00+07:00' })?.number).toBe('3');
});

test('a bundle from before the closing cannot hold it', () => {
  expect(carrying(WENT, { at: '2026-11-03T09:00:00+07:00' })).toBeUndefined();
  expect(carrying(WENT, undefined)).toBeUndefined();
});

test('the hour counts where it was, not as it is written', () => {
  expect(carrying(WENT, { at: '2026-11-03T00:30:00+00:00' })?.number).toBe('3');
});
