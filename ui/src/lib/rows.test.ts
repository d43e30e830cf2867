import { expect, test } from 'vitest';

import { rowsInSight, scrollTo } from './rows';

test('only what is near the eye is drawn, whatever the length', () => {
  expect(rowsInSight(320_000, 640, 32, 100_000)).toEqual({ from: 9_992, to: 10_028 });
});

test.each([
  [0, { from: 0, to: 28 }],
  [3_199_360, { from: 99_972, to: 100_000 }],
])('at the end %i nothing outside the list is drawn', (scroll, rows) => {
  expect(rowsInSight(scroll, 640, 32, 100_000)).toEqual(rows);
});

test('a list that became shorter than where one was draws nothing past its end', () => {
  expect(rowsInSight(9_000, 640, 32, 3)).toEqual({ from: 3, to: 3 });
});

test.each([
  [5, 320, 160],
  [12, 320, 320],
  [31, 320, 384],
])('row %i is brought into sight with the least movement', (index, scroll, moved) => {
  expect(scrollTo(index, scroll, 640, 32)).toBe(moved);
});
