import { expect, test } from 'vitest';

import vi from '@locales/vi.json';

import { AppFailure } from './host/types';
import { failureWords, isWordKey, t } from './words';

test('a text is filled with its parameters', () => {
  expect(t('shell.version', { version: '1.2.3' })).toBe('Phiên bản 1.2.3');
});

test('a place without a value stays visible', () => {
  expect(t('shell.version')).toBe('Phiên bản {version}');
});

test('a parameter is text and never a pattern', () => {
  expect(t('shell.version', { version: '$& {version}' })).toBe('Phiên bản $& {version}');
});

test('a name that every object has is not a text', () => {
  expect(isWordKey('constructor')).toBe(false);
});

test('a failure without words of its own is reported with its code', () => {
  const words = failureWords(new AppFailure('unheard_of', {}));
  expect(words.says).toBe(t('ui.failure.says'));
  expect(words.next).toContain('unheard_of');
});

test('every text is composed Unicode, trimmed and not empty', () => {
  for (const [key, text] of Object.entries(vi)) {
    expect(text, key).toBe(text.normalize('NFC').trim());
    expect(text, key).not.toBe('');
  }
});

test('where a refusal names a command to type, the window says what to do in it instead', () => {
  const typed = Object.entries(vi).filter(([key, text]) => /^error\..*\.next$/.test(key) && /«so138 |--\w/.test(text));
  expect(typed.length).toBeGreaterThan(0);
  for (const [key] of typed) {
    const code = key.replace(/^error\.|\.next$/g, '');
    expect(failureWords(new AppFailure(code, {})).next, code).not.toMatch(/so138 |--\w/);
  }
});
