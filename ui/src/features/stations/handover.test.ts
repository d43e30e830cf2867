import { expect, test } from 'vitest';

import { t } from '../../lib/words';
import { lines, type Standing } from './handover';

const TODAY: Standing['today'] = {
  today: '2027-04-05',
  clock_typed: false,
  due: [],
  returned: [],
  conflicts: 0,
  drafts: 2,
  forks: 0,
  last_backup: null,
  last_bundle: null,
  receiver: null,
  next: null,
};

const STANDING: Standing = {
  whoami: {
    officer: 'o',
    role: 'admin',
    station: 's1',
    unit: '23332',
    unit_name: 'Xã Nhoong',
    enrolled: true,
    receiver: false,
  },
  today: TODAY,
  bundles: { came: [], went: [], forks: [] },
  officers: [
    { login: 'truong', name: 'A', title: 'Trưởng', role: 'admin', left: false },
    { login: '', name: 'B', title: 'Phó', role: 'clerk', left: true },
  ],
  stations: [{ station: 's1', unit: '23332', unit_name: 'Xã Nhoong', name: 'Máy chính', revoked: false }],
  records: 1217,
  doctor: { fine: true, checks: [] },
};

function says(name: string, standing: Standing): readonly string[] {
  return lines(standing).find((line) => line.name === name)?.says ?? [];
}

test('the minutes name the station, who works there now, and how much there is', () => {
  expect(says(t('ui.paper.station'), STANDING)).toEqual(['Máy chính']);
  expect(says(t('ui.handover.officers'), STANDING)).toEqual(['A, Trưởng (truong)']);
  expect(says(t('ui.handover.records'), STANDING)).toEqual(['1.217']);
  expect(says(t('ui.handover.drafts'), STANDING)).toEqual(['2']);
});

test('a line with nothing to say says so', () => {
  expect(lines(STANDING).every((line) => line.says.every((one) => one !== ''))).toBe(true);
  expect(says(t('ui.handover.bundle'), STANDING)).toEqual([t('ui.handover.nothing')]);
  expect(says(t('ui.handover.backup'), STANDING)).toEqual([t('ui.handover.backup.none')]);
});

test('a bundle nobody confirmed is told apart from one that arrived', () => {
  const last_bundle = {
    to: '622',
    to_name: 'Huyện',
    number: '4',
    created_at: '2027-04-02T09:15:00+07:00',
    received: false,
    days: 3,
  };
  const sent = says(t('ui.handover.bundle'), { ...STANDING, today: { ...TODAY, last_bundle } });
  const received = { ...last_bundle, received: true };
  const came = says(t('ui.handover.bundle'), { ...STANDING, today: { ...TODAY, last_bundle: received } });
  expect(sent[0]).toContain('09:15 02/04/2027');
  expect(sent).not.toEqual(came);
});

test('of a self-check only what is wrong is printed', () => {
  const checks = [
    { check: 'pages', fine: true, says: 'tốt' },
    { check: 'room', fine: false, says: 'sắp đầy' },
  ];
  const doctor = { fine: false, checks };
  expect(says(t('ui.handover.doctor'), { ...STANDING, doctor })).toEqual(['sắp đầy']);
});
