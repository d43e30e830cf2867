import { expect, test } from 'vitest';

import { move, moveTyping, within } from './nav';

const SIZE = { rows: 100, columns: 5, page: 20 };

test.each([
  ['ArrowUp', { row: 49, column: 2 }],
  ['ArrowDown', { row: 51, column: 2 }],
  ['ArrowLeft', { row: 50, column: 1 }],
  ['ArrowRight', { row: 50, column: 3 }],
  ['Home', { row: 50, column: 0 }],
  ['End', { row: 50, column: 4 }],
  ['PageUp', { row: 30, column: 2 }],
  ['PageDown', { row: 70, column: 2 }],
  ['Ctrl+Home', { row: 0, column: 0 }],
  ['Ctrl+End', { row: 99, column: 4 }],
])('%s moves in two dimensions', (key, spot) => {
  expect(move(key, { row: 50, column: 2 }, SIZE)).toEqual(spot);
});

test.each([
  ['ArrowUp', { row: 0, column: 0 }],
  ['PageUp', { row: 0, column: 0 }],
  ['ArrowLeft', { row: 0, column: 0 }],
])('%s stays at the first cell', (key, spot) => {
  expect(move(key, { row: 0, column: 0 }, SIZE)).toEqual(spot);
});

test.each(['ArrowDown', 'PageDown', 'ArrowRight'])('%s stays at the last cell', (key) => {
  const last = { row: 99, column: 4 };
  expect(move(key, last, SIZE)).toEqual(last);
});

test.each(['Enter', 'Tab', 'Shift+Tab', 'a', 'Backspace', ''])('%j moves nobody who reads', (key) => {
  expect(move(key, { row: 1, column: 1 }, SIZE)).toBeUndefined();
});

test.each([
  ['Enter', { row: 51, column: 4 }],
  ['Shift+Enter', { row: 49, column: 4 }],
  ['Tab', { row: 51, column: 0 }],
  ['Shift+Tab', { row: 50, column: 3 }],
])('%s goes on where one types', (key, spot) => {
  expect(moveTyping(key, { row: 50, column: 4 }, SIZE)).toEqual(spot);
});

test('Tab leaves the grid behind its last cell and before its first', () => {
  expect(moveTyping('Tab', { row: 99, column: 4 }, SIZE)).toBeUndefined();
  expect(moveTyping('Shift+Tab', { row: 0, column: 0 }, SIZE)).toBeUndefined();
});

test('a place in rows that are gone comes back to the last one', () => {
  expect(within({ row: 7, column: 9 }, { rows: 3, columns: 2, page: 20 })).toEqual({ row: 2, column: 1 });
  expect(within({ row: 7, column: 9 }, { rows: 0, columns: 2, page: 20 })).toEqual({ row: 0, column: 1 });
});
