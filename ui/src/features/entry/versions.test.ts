import { expect, test } from 'vitest';

import type { VersionOut } from '../../gen/commands';
import { field } from './field.fixture';
import { differences, heads, merged } from './versions';

const version = (id: string, typed: Record<string, string>, more: Partial<VersionOut>): VersionOut => ({
  version: id,
  station: 's',
  number: '1',
  at: '2026-11-05T08:00:00+07:00',
  officer: null,
  fields: {},
  shown_fields: typed,
  typed,
  reasons: {},
  deleted: false,
  head: false,
  shown: false,
  uncounted: null,
  ...more,
});

const FIELDS = [field('ngay', 'date'), field('ten'), field('so'), field('bang', 'cells')];
const OLD = version('1', { ngay: '01/11/2026', ten: 'Họp', so: '1' }, {});
const THEIRS = version('2', { ngay: '01/11/2026', ten: 'Họp dân', so: '1', bang: 'x' }, { head: true });
const OURS = version('3', { ngay: '01/11/2026', ten: 'Họp', so: '2' }, { head: true, shown: true });

test('only versions nobody replaced are set side by side, the one that counts first', () => {
  expect(heads([OLD, THEIRS, OURS]).map((one) => one.version)).toEqual(['3', '2']);
});

test('fields that say the same are not asked about', () => {
  const found = differences(FIELDS, [OURS, THEIRS]);
  expect(found.map(({ field: { name }, shown }) => [name, shown])).toEqual([
    ['ten', ['Họp', 'Họp dân']],
    ['so', ['2', '1']],
  ]);
});

test('a field that one version leaves empty is a difference too, and can be chosen', () => {
  const empty = version('4', { ngay: '01/11/2026', ten: 'Họp' }, { head: true });
  const found = differences(FIELDS, [OURS, empty]);
  expect(merged(found, [OURS, empty], { so: 1 })).toEqual({ so: '' });
});

test('what nobody chose stays as the version that counts has it', () => {
  const found = differences(FIELDS, [OURS, THEIRS]);
  expect(merged(found, [OURS, THEIRS], { ten: 1 })).toEqual({ ten: 'Họp dân', so: '2' });
});
