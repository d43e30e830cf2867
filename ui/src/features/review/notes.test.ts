import { expect, test } from 'vitest';

import type { FindingOut } from '../../gen/commands';
import { noteOn, sent } from './notes';

const finding = (indicator: string | null, says: string): FindingOut => ({
  key: 'C1',
  check: 'C1',
  severity: 'warn',
  record: null,
  field: null,
  indicator,
  unit: '1',
  says,
  reason: null,
});

test('a finding becomes a note on its cell', () => {
  expect(noteOn([], finding('TT_BUOI', 'Quá lớn.'), 'Buổi')).toEqual([
    { indicator: 'TT_BUOI', label: 'Buổi', text: 'Quá lớn.' },
  ]);
});

test('two findings on one cell are one note with both, and the same one is not said twice', () => {
  const one = noteOn([], finding('TT_BUOI', 'Quá lớn.'), 'Buổi');
  const two = noteOn(one, finding('TT_BUOI', 'Khác năm trước.'), 'Buổi');
  expect(two.map((note) => note.text)).toEqual(['Quá lớn. Khác năm trước.']);
  expect(noteOn(two, finding('TT_BUOI', 'Quá lớn.'), 'Buổi')).toEqual(two);
});

test('notes on the whole period and on cells stand beside each other', () => {
  const notes = noteOn(noteOn([], finding(null, 'Thiếu.'), ''), finding('TT_BUOI', 'Quá lớn.'), 'Buổi');
  expect(notes.map((note) => note.indicator)).toEqual([null, 'TT_BUOI']);
});

test('a note without words is not sent', () => {
  expect(sent([{ indicator: 'A', label: 'A', text: '  ' }, { indicator: null, label: '', text: 'Sửa.' }])).toEqual([
    { indicator: null, text: 'Sửa.' },
  ]);
});
