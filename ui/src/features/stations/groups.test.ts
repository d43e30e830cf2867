import { expect, test } from 'vitest';

import { cut, heard, isEnough, isFull } from './groups';

test('empty boxes are left out and places count from one', () => {
  expect(heard(['', ' 12 345 ', '', '', '', '67890'])).toEqual([
    { place: 2, digits: '12345' },
    { place: 6, digits: '67890' },
  ]);
});

test.each([
  ['12345', true],
  ['1234', false],
  ['123456', false],
  ['1234a', false],
])('%s is a full box: %s', (text, full) => {
  expect(isFull(text)).toBe(full);
});

test('two full groups are enough, one is not, and half a group spoils it', () => {
  expect(isEnough(['12345', '', '', '', '', '67890'])).toBe(true);
  expect(isEnough(['12345', '', '', '', '', ''])).toBe(false);
  expect(isEnough(['12345', '67890', '1', '', '', ''])).toBe(false);
});

test('a whole fingerprint that was copied fills all boxes', () => {
  const whole = '11111 22222-33333 44444 55555 66666';
  expect(cut(whole)).toEqual(['11111', '22222', '33333', '44444', '55555', '66666']);
  expect(cut('11111 22222')).toBeUndefined();
});
