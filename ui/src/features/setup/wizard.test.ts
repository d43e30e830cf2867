import { expect, test } from 'vitest';

import type { PlaceOut } from '../../gen/commands';
import { after, before, offered, request, stepOf } from './wizard';

const TYPED = {
  hasAbove: true,
  unit: ' 23332 ',
  login: 'truong',
  name: 'A',
  title: 'B',
  passphrase: 'bon tu de nho',
  again: 'bon tu de nho',
  station: 'Máy 1',
};

function place(more: Partial<PlaceOut>): PlaceOut {
  return {
    code: '1',
    name: 'Xã',
    kind: 'xa',
    kind_label: 'Xã',
    level: 'commune',
    district: null,
    province: null,
    from: null,
    to: null,
    ...more,
  };
}

test('steps go one by one and stop at the ends', () => {
  expect(before('unit')).toBeUndefined();
  expect(after('unit')).toBe('officer');
  expect(before('station')).toBe('passphrase');
  expect(after('recovery')).toBe('recovery');
});

test.each([
  ['unknown_unit', {}, 'unit'],
  ['bad_argument', { field: 'login' }, 'officer'],
  ['bad_argument', { field: 'name' }, 'station'],
  ['weak_passphrase', {}, 'passphrase'],
  ['disk_full', {}, 'station'],
])('%s %j belongs to the step %s', (code, params, step) => {
  expect(stepOf({ code, params })).toBe(step);
});

test('a book is always a real one here, and its unit has no blanks around it', () => {
  expect(request(TYPED, null)).toMatchObject({ unit: '23332', sandbox: false, units: null });
});

test('units that ended are not offered, and a root is a province', () => {
  const commune = place({});
  const province = place({ level: 'province' });
  const ended = place({ to: '2025-06-30' });
  expect(offered([commune, ended, province], true)).toEqual([commune, province]);
  expect(offered([commune, ended, province], false)).toEqual([province]);
});
