import { expect, test } from 'vitest';
import { encode } from 'uqr';

import { bundleMark, inGroups, qrPath } from './qr';

const MARK = bundleMark('23425', '2026-10', '7', 'ab'.repeat(32));

test('the mark names unit, period, number and manifest', () => {
  expect(MARK).toBe(`so138:23425:2026-10:7:${'ab'.repeat(32)}`);
});

test('the outline covers exactly the dark squares', () => {
  const { path, size } = qrPath(MARK);
  const drawn = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    drawn[Number(y)]?.fill(true, Number(x), Number(x) + Number(length));
  }
  expect(drawn).toEqual(encode(MARK, { ecc: 'M', border: 4 }).data);
});

test('a fingerprint is cut into groups of eight', () => {
  expect(inGroups('ab'.repeat(32))).toHaveLength(8);
  expect(inGroups('0123456789')).toEqual(['01234567', '89']);
});
