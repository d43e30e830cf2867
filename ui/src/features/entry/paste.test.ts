import { expect, test } from 'vitest';

import { field } from './field.fixture';
import { guess, mapped, readRows, twice, writeRows } from './paste';

const FIELDS = [
  field('ngay', 'date', { label: 'Ngày tổ chức' }),
  field('ten', 'text', { label: 'Nội dung' }),
  field('so_buoi', 'int', { label: 'Số buổi' }),
];

test('cells with tabs, new lines and quotes come through as Excel wrote them', () => {
  expect(readRows('5/3\t"Họp ""tổ"" 1\nvà 2"\t3\r\n\r\n6/3\tx\t')).toEqual([
    ['5/3', 'Họp "tổ" 1\nvà 2', '3'],
    ['6/3', 'x', ''],
  ]);
});

test('what is written for the engine reads back the same', () => {
  const rows = [['a\tb', 'c"d', ''], ['1\n2', '', 'x']];
  expect(readRows(writeRows(rows))).toEqual(rows);
});

test('a heading maps columns in any order, without accents and with the mark of a required one', () => {
  const rows = readRows('so buoi\tNGÀY TỔ CHỨC *\tKhác\n1\t5/3\tx');
  expect(guess(rows, FIELDS, 'ten')).toEqual({ fields: ['so_buoi', 'ngay', ''], hasHeading: true });
});

test('without a heading the columns go on from the cell that has the focus', () => {
  const rows = readRows('Họp dân\t3\tthừa');
  expect(guess(rows, FIELDS, 'ten')).toEqual({ fields: ['ten', 'so_buoi', ''], hasHeading: false });
});

test('a row of data with one word that is also a heading is no heading', () => {
  const rows = readRows('5/3\tNội dung\t2');
  expect(guess(rows, FIELDS, 'ngay').hasHeading).toBe(false);
});

test('columns that go nowhere and the heading are not sent', () => {
  const rows = readRows('Ngày tổ chức\tKhác\tSố buổi\n5/3\tx\t2');
  const sent = mapped(rows, guess(rows, FIELDS, 'ngay'));
  expect(sent.columns).toEqual(['ngay', 'so_buoi']);
  expect(sent.text).toBe('5/3\t2');
});

test('two columns cannot fill one field; two that fill none can', () => {
  expect(twice(['ngay', '', '', 'ten'])).toBeUndefined();
  expect(twice(['ngay', 'ten', 'ngay'])).toBe('ngay');
});
