import { expect, test } from 'vitest';

import { isOurs, offList } from './switches';

const ABOVE = { code: 'above', off: true, own: false };
const OWN = { code: 'own', off: true, own: true };
const FREE = { code: 'free', off: false, own: false };

test('what is off above is not ours to move, unless we are the root', () => {
  expect([ABOVE, OWN, FREE].map((one) => isOurs(one, false))).toEqual([false, true, true]);
  expect(isOurs(ABOVE, true)).toBe(true);
});

test('our list keeps what stays off, takes what is moved, and never repeats what is off above', () => {
  expect(offList([ABOVE, OWN, FREE], {}, false)).toEqual(['own']);
  expect(offList([ABOVE, OWN, FREE], { own: true, free: false }, false)).toEqual(['free']);
});

test('the root’s list holds the catalog’s defaults until they are moved', () => {
  expect(offList([ABOVE, FREE], {}, true)).toEqual(['above']);
  expect(offList([ABOVE, FREE], { above: true }, true)).toEqual([]);
});
