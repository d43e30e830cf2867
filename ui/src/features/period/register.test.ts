import { expect, test } from 'vitest';

import type { Desk } from '../../lib/desk.svelte';
import { LINES_MAX, lineOf, readRegister } from './register';

const FIELDS = [
  { name: 'ngay', label: 'Ngày' },
  { name: 'so_nguoi', label: 'Số người' },
  { name: 'ghi_chu', label: 'Ghi chú' },
];

test('a line says what its title does not, and leaves out what is empty', () => {
  const shown = { ngay: '05/03/2026', so_nguoi: '1.217', ghi_chu: '' };
  const line = lineOf({ record: 'r', day: '2026-03-05', title: '05/03/2026', shown }, FIELDS, ['ngay']);
  expect(line.details).toEqual([{ label: 'Số người', value: '1.217' }]);
});

/** A desk with so many records, the latest first, of two kinds in turn. */
function deskOf(records: number): Pick<Desk, 'call'> {
  const call = (cmd: string, payload: { limit: number; offset: number }): Promise<unknown> => {
    const { limit, offset } = payload;
    const length = Math.min(limit, records - offset);
    const page = Array.from({ length }, (_, index) => ({
      record: String(records - offset - index),
      kind: (records - offset - index) % 2 === 0 ? 'even' : 'odd',
      day: null,
      title: '',
      shown: {},
    }));
    const answers: Record<string, unknown> = {
      list_kinds: ['odd', 'even', 'none'].map((code) => ({ code, label: code })),
      show_kind: { fields: FIELDS, title: [] },
      list_records: { records: page, more: offset + length < records, count: records },
    };
    return Promise.resolve(answers[cmd]);
  };
  return { call } as unknown as Pick<Desk, 'call'>;
}

test('a register is read page by page, sorted by kind and printed from the earliest', async () => {
  const register = await readRegister(deskOf(1200), '2026-10');
  expect(register.count).toBe(1200);
  expect(register.isCut).toBe(false);
  expect(register.kinds.map((kind) => kind.code)).toEqual(['odd', 'even']);
  expect(register.kinds[0]?.records.at(0)?.record).toBe('1');
  expect(register.kinds[1]?.records.at(-1)?.record).toBe('1200');
});

test.each([
  [LINES_MAX, false],
  [LINES_MAX + 1, true],
])('of %i records a register says whether it is all of them', async (records, isCut) => {
  const register = await readRegister(deskOf(records), '2026-10');
  expect(register).toMatchObject({ count: LINES_MAX, isCut });
});
