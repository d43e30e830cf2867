import { expect, test } from 'vitest';

import { differs, groupsOf, hasMarks } from './typing';

test.each([
  ['bon tu de nho', false],
  ['Bon-Tu 9!', false],
  ['bốn', true],
  ['bôn'.normalize('NFD'), true],
  ['đ', true],
])('“%s” has letters of an input method: %s', (text, has) => {
  expect(hasMarks(text)).toBe(has);
});

test('half of the same text is no difference while it is typed, and is one when it is left', () => {
  expect(differs('mot hai', 'mot', false)).toBe(false);
  expect(differs('mot hai', 'mot', true)).toBe(true);
  expect(differs('mot hai', 'moi', false)).toBe(true);
  expect(differs('mot hai', '', true)).toBe(false);
  expect(differs('mot hai', 'mot hai', true)).toBe(false);
});

test('a printed code falls into the groups it is printed in', () => {
  expect(groupsOf('ABCD-EFGH JKLM')).toEqual(['ABCD', 'EFGH', 'JKLM']);
});
