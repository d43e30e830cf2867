import { expect, test } from 'vitest';

import type { KindOut } from '../../gen/commands';
import { field } from './field.fixture';
import { familiesOf, inUse } from './kinds';
import { named, offerOptions, parts, plain } from './pick';

const FIELD = field('chu_de', 'options', {
  options: [
    { code: 'MA_TUY', label: 'Phòng, chống ma tuý' },
    { code: 'ATGT', label: 'An toàn giao thông' },
    { code: 'DUOI_NUOC', label: 'Phòng, chống đuối nước' },
  ],
  past_options: [{ code: 'CU', label: 'Chủ đề cũ' }],
});

test.each([
  ['Đuối  nước', 'duoi  nuoc'],
  ['AN TOÀN', 'an toan'],
])('%s is found without accents', (text, said) => {
  expect(plain(text)).toBe(said);
});

test.each([
  ['', 3],
  ['ma tuy', 1],
  ['phong', 2],
  ['chong phong', 2],
  ['tuý ma', 1],
  ['ng', 0],
])('words by their beginnings: %j offers %i', (text, count) => {
  expect(offerOptions(FIELD, text)).toHaveLength(count);
});

test('several codes read as their labels, also one that is no longer offered, and words nobody knows as they are', () => {
  expect(named(FIELD, 'ATGT, CU, gì đó', '').map(({ name }) => name)).toEqual([
    'An toàn giao thông',
    'Chủ đề cũ',
    'gì đó',
  ]);
});

test('a reference reads as the engine prints it; before that as it was typed', () => {
  const ref = { ...FIELD, is: 'ref', options: [], past_options: [] };
  expect(named(ref, 'id-1', 'Bản Nà Lau')[0]?.name).toBe('Bản Nà Lau');
  expect(named(ref, 'na lau', '')[0]?.name).toBe('na lau');
  expect(named(ref, '', '')).toEqual([]);
});

test('blank parts are nothing', () => {
  expect(parts(' a, ,b,')).toEqual(['a', 'b']);
});

const kind = (code: string, family: string, until: string | null = null): KindOut => ({
  code,
  label: code,
  family,
  until,
});

test('kinds that ended, and papers of who receives none, are not offered', () => {
  const kinds = [kind('a', 'event'), kind('b', 'event', '2025-12-31'), kind('c', 'sheet'), kind('d', 'event', '2026-11-23')];
  expect(inUse(kinds, '2026-11-23', false).map(({ code }) => code)).toEqual(['a', 'd']);
  expect(inUse(kinds, '2026-11-23', true).map(({ code }) => code)).toEqual(['a', 'c', 'd']);
});

test('kinds stand in their families, empty ones left out', () => {
  const found = familiesOf([kind('r', 'register'), kind('e', 'event'), kind('f', 'event')]);
  expect(found.map(({ family, kinds }) => [family, kinds.map(({ code }) => code)])).toEqual([
    ['event', ['e', 'f']],
    ['register', ['r']],
  ]);
});
