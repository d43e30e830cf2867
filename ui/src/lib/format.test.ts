import { expect, test } from 'vitest';

import { count, day, moment, short, size } from './format';

test('a day is written day first', () => {
  expect(day('2026-03-05')).toBe('05/03/2026');
});

test('what is no day stays as it is', () => {
  expect(day('chưa rõ')).toBe('chưa rõ');
});

test('a moment keeps the hour of the clock that wrote it', () => {
  expect(moment('2026-03-05T23:40:11+07:00')).toBe('23:40 05/03/2026');
});

test('numbers beyond 53 bits lose nothing', () => {
  expect(count('9007199254740993')).toBe('9.007.199.254.740.993');
});

test.each([
  ['999', '999 B'],
  ['1000', '1 kB'],
  ['123456', '123 kB'],
  ['12345678', '12,3 MB'],
])('%s bytes are %s', (bytes, shown) => {
  expect(size(bytes)).toBe(shown);
});

test('a fingerprint is cut to what an eye compares', () => {
  expect(short('0123456789abcdef')).toBe('0123456789ab');
});
