import { expect, test } from 'vitest';

import { AppFailure } from './types';

test('a refusal keeps its code and its parameters', () => {
  const failure = AppFailure.from({
    code: 'bundle_format_too_new',
    params: { found: 3, supported: 2 },
  });
  expect(failure.code).toBe('bundle_format_too_new');
  expect(failure.params).toEqual({ found: 3, supported: 2 });
});

test('parameters that no text can show are left out', () => {
  expect(AppFailure.from({ code: 'x', params: { a: 1, b: { c: 2 }, d: null } }).params).toEqual({
    a: 1,
  });
});

test('a rejection with bare text is a bug, and its text goes nowhere', () => {
  const failure = AppFailure.from('invalid args `payload` for command `rpc`: Nguyễn Văn A');
  expect(failure.code).toBe('bug');
  expect(JSON.stringify(failure) + failure.message).not.toContain('Nguyễn');
});

test.each([undefined, null, 7, {}, { code: 5 }])('%j is a bug too', (rejection) => {
  expect(AppFailure.from(rejection).code).toBe('bug');
});

test('a failure that was read already stays the same', () => {
  const failure = new AppFailure('locked', {});
  expect(AppFailure.from(failure)).toBe(failure);
});
