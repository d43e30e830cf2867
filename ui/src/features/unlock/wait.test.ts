import { expect, test } from 'vitest';

import { secondsLeft, secondsOf } from './wait';

test.each([
  [{ params: { seconds: '4' } }, 4],
  [{ params: { seconds: '0' } }, 0],
  [{ params: { seconds: 'x' } }, 0],
  [{ params: {} }, 0],
  [undefined, 0],
])('%j makes wait %s s', (failure, seconds) => {
  expect(secondsOf(failure)).toBe(seconds);
});

test('the last part of a second is still waited for', () => {
  expect(secondsLeft(4000, 0)).toBe(4);
  expect(secondsLeft(4000, 3999)).toBe(1);
  expect(secondsLeft(4000, 4000)).toBe(0);
  expect(secondsLeft(4000, 9000)).toBe(0);
});
