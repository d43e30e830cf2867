import { expect, test } from 'vitest';

import { SCREENS } from '../../lib/screens';
import { ACTIONS, actionOf, conflictTarget, targetOf } from './next';

test.each(ACTIONS)('%s leads to a screen, with its period', (action) => {
  expect(SCREENS).toContain(targetOf(action, '2026-10').screen);
  expect(targetOf(action, '2026-10').place['period']).toBe('2026-10');
  expect(targetOf(action, null).place['period']).toBeUndefined();
});

test('an action of a newer engine is not guessed', () => {
  expect(actionOf({ action: 'close' })).toBe('close');
  expect(actionOf({ action: 'teleport' })).toBeUndefined();
  expect(actionOf(null)).toBeUndefined();
});

test('our own disagreement is decided on in the book, that of a unit below is looked at', () => {
  const theirs = { record: 'b', own: false };
  expect(conflictTarget([theirs, { record: 'a', own: true }])).toEqual({
    screen: 'entry',
    place: { conflict: 'a' },
  });
  expect(conflictTarget([theirs]).screen).toBe('review');
});

test('a period that came back opens at what was returned', () => {
  expect(targetOf('fix_return', '2026-10')).toEqual({
    screen: 'period',
    place: { filter: 'returned', period: '2026-10' },
  });
});
