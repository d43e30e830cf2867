import { beforeEach, expect, test } from 'vitest';

import type {
  CheckRecordRes,
  FindingOut,
  SaveDraftRes,
  ShowKindRes,
  ShowRecordRes,
} from '../../gen/commands';
import type { Desk } from '../../lib/desk.svelte';
import { AppFailure } from '../../lib/host/types';
import { field } from './field.fixture';
import { Form, type Start } from './form.svelte';

const KIND: ShowKindRes = {
  kind: { code: 'k', label: 'K', family: 'event', until: null },
  day_field: 'ngay',
  end_field: null,
  span_field: null,
  period_field: null,
  key: [],
  title: [],
  search: [],
  fields: [
    field('ngay', 'date', { required: true }),
    field('ten', 'text', { required: true }),
    field('so', 'int', { default: '1' }),
    field('cu', 'text', { until: '2025-12-31' }),
  ],
};

const finding = (check: string, on: string | null, severity = 'warn'): FindingOut => ({
  key: on === null ? check : `${check}@field=${on}`,
  check,
  severity,
  record: null,
  field: on,
  indicator: null,
  unit: null,
  says: `says ${check}`,
  reason: null,
});

const checked = (more: Partial<CheckRecordRes>): CheckRecordRes => ({
  cells: {},
  findings: [],
  day: null,
  period: null,
  period_state: null,
  late: false,
  ...more,
});

const draftAnswer = (more: Partial<SaveDraftRes> = {}): SaveDraftRes => ({
  state: 'saved',
  shown: null,
  findings: [],
  ...more,
});

const RECORD: ShowRecordRes = {
  record: 'r1',
  unit: 'u',
  kind: 'k',
  typed: { ngay: '05/03/2026', ten: 'Họp', so: '2' },
  versions: [
    {
      version: 'v1',
      station: 's',
      number: '1',
      at: '2026-03-05T08:00:00+07:00',
      officer: null,
      fields: {},
      shown_fields: { ngay: '05/03/2026', ten: 'Họp', so: '2' },
      typed: {},
      reasons: { C05: 'đúng' },
      deleted: false,
      head: true,
      shown: true,
      uncounted: null,
    },
  ],
};

type Answer = (payload: Record<string, unknown>) => unknown;
let asked: [string, Record<string, unknown>][];
let answers: Record<string, Answer>;

const call = (async (cmd: string, payload: Record<string, unknown>) => {
  asked.push([cmd, payload]);
  return answers[cmd]?.(payload);
}) as unknown as Desk['call'];

const form = (start: Partial<Start> = {}): Form =>
  new Form(call, KIND, { id: 'new', today: '2026-11-23', periods: [], ...start });

const cell = (of: Form, name: string): NonNullable<ReturnType<Form['cell']>> => {
  const found = of.cell(name);
  if (!found) {
    throw new Error(name);
  }
  return found;
};

beforeEach(() => {
  asked = [];
  answers = {
    save_draft: () => draftAnswer(),
    check_record: () => checked({}),
    save_record: () => ({ record: 'r1', version: 'v2', findings: [], amends: [], period: null, totals: [] }),
    show_record: () => RECORD,
  };
});

test('a new form starts with its defaults and fields of other days stay away', () => {
  const one = form();
  expect(cell(one, 'so').text).toBe('1');
  expect(one.isChanged).toBe(false);
  expect(one.cells.filter((each) => each.isOpenOn(one.day)).map((each) => each.field.name)).toEqual([
    'ngay',
    'ten',
    'so',
  ]);
});

test('a left cell is being kept at once, then reads as the engine prints it', async () => {
  answers['save_draft'] = () => draftAnswer({ shown: '05/03/2026' });
  const one = form();
  const day = cell(one, 'ngay');
  day.text = '5/3';
  const work = one.leave(day);
  expect(day.state).toBe('saving');
  await work;
  expect([day.text, day.kept]).toEqual(['05/03/2026', '05/03/2026']);
  const sent = { record: 'new', kind: 'k', field: 'ngay' };
  expect(asked[0]).toEqual(['save_draft', { ...sent, text: '5/3' }]);
  // The draft opened next year still means this year's day.
  expect(asked[1]).toEqual(['save_draft', { ...sent, text: '05/03/2026' }]);
});

test('what is typed while the answer is on its way is not overwritten', async () => {
  answers['save_draft'] = () => draftAnswer({ shown: '05/03/2026' });
  const one = form();
  const day = cell(one, 'ngay');
  day.text = '5/3';
  const work = one.leave(day);
  day.text = '6/3';
  await work;
  expect(day.text).toBe('6/3');
});

test('a cell that could not be kept says so and is tried again', async () => {
  answers['save_draft'] = () => {
    throw new AppFailure('disk_full', {});
  };
  const one = form();
  const name = cell(one, 'ten');
  name.text = 'Họp';
  await one.leave(name);
  expect(name.state).toBe('wrong');
  expect(name.kept).toBe('');
});

test('cells nobody came to are not scolded before somebody tries to save', async () => {
  const missing = finding('required', 'ten', 'block');
  answers['check_record'] = () =>
    checked({ cells: { ten: { state: 'wrong', shown: null } }, findings: [missing] });
  answers['save_record'] = () => {
    throw new AppFailure('record_blocked', {});
  };
  const one = form();
  await one.check();
  expect(cell(one, 'ten').state).toBe('empty');
  await one.save(false);
  expect(cell(one, 'ten').state).toBe('wrong');
  expect(cell(one, 'ten').says).toBe('says required');
  expect(one.failure?.code).toBe('record_blocked');
});

test('checks asked for while one runs become one more, not many', async () => {
  const held: (() => void)[] = [];
  answers['check_record'] = () => new Promise((done) => held.push(() => done(checked({}))));
  const one = form();
  const first = one.check();
  void one.check();
  void one.check();
  for (let turn = 0; turn < 4; turn += 1) {
    held.splice(0).forEach((done) => done());
    await Promise.resolve();
    await new Promise((done) => setTimeout(done, 0));
  }
  await first;
  expect(asked.filter(([cmd]) => cmd === 'check_record')).toHaveLength(2);
});

test('what concerns no cell, and duplicates, stand beside the form; reasons go with the save', async () => {
  const twin = { ...finding('duplicate', 'ten', 'block'), record: 'r9' };
  answers['check_record'] = () => checked({ findings: [twin, finding('C01', null), finding('C05', 'so')] });
  const one = form();
  await one.check();
  expect(one.findings.map(({ check }) => check)).toEqual(['duplicate', 'C01']);
  one.reasons['C05@field=so'] = 'đúng vậy';
  one.reasons['C01'] = '   ';
  await one.save(false);
  const [, sent] = asked.at(-1) ?? [];
  expect(sent?.['reasons']).toEqual({ 'C05@field=so': 'đúng vậy' });
});

test('saving a change sends what differs, the version that was seen and the reasons it had', async () => {
  const one = form({ id: 'r1', record: RECORD });
  cell(one, 'so').text = '3';
  await one.save(true);
  expect(asked.at(-1)).toEqual([
    'save_record',
    {
      record: 'r1',
      kind: 'k',
      typed: { so: '3' },
      reasons: { C05: 'đúng' },
      late: true,
      seen: 'v1',
      draft: 'r1',
    },
  ]);
});

test('leaving the last cell after the save does not begin its draft anew', async () => {
  const one = form();
  const name = cell(one, 'ten');
  name.text = 'Họp';
  await one.save(false);
  expect(name.kept).toBe(name.text);
  expect(asked.map(([cmd]) => cmd)).toEqual(['save_record']);
});

test('a refused save makes durable what was not left yet', async () => {
  answers['save_record'] = () => {
    throw new AppFailure('period_is_closed', { period: '2026-03' });
  };
  const one = form();
  cell(one, 'ten').text = 'Họp';
  expect(await one.save(false)).toBeUndefined();
  expect(asked.filter(([cmd]) => cmd === 'save_draft')).toHaveLength(1);
  expect(one.failure?.code).toBe('period_is_closed');
  expect(cell(one, 'ten').text).toBe('Họp');
});

test('a draft comes back as it was left, over what the record says', () => {
  const draft = { record: 'r1', kind: 'k', typed: { ten: 'Họp d' }, updated_at: '' };
  const one = form({ id: 'r1', record: RECORD, draft });
  expect(cell(one, 'ten').text).toBe('Họp d');
  expect(cell(one, 'so').text).toBe('2');
  expect(one.isChanged).toBe(true);
});

test('someone else changed the record: their words come in where nobody typed here', async () => {
  const one = form({ id: 'r1', record: RECORD });
  cell(one, 'ten').text = 'Của tôi';
  const theirs = { ...RECORD, typed: { ngay: '06/03/2026', ten: 'Của họ', so: '2' } };
  answers['show_record'] = () => ({
    ...theirs,
    versions: [{ ...RECORD.versions[0], version: 'v2', shown: true }],
  });
  await one.rebase();
  expect(cell(one, 'ngay').text).toBe('06/03/2026');
  expect(cell(one, 'ten').text).toBe('Của tôi');
  await one.save(false);
  expect(asked.at(-1)?.[1]).toMatchObject({ typed: { ten: 'Của tôi' }, seen: 'v2' });
});

test('what two laptops wrote differently is drawn until something weighs more', () => {
  const version = (id: string, ten: string, shown: boolean) => ({
    version: id,
    station: 's',
    number: '1',
    at: '2026-03-01T08:00:00+07:00',
    officer: null,
    fields: null,
    shown_fields: { ngay: '01/03/2026', ten },
    typed: { ngay: '01/03/2026', ten },
    reasons: {},
    deleted: false,
    head: true,
    shown,
    uncounted: null,
  });
  const record: ShowRecordRes = {
    record: 'r',
    unit: '1',
    kind: 'k',
    typed: { ngay: '01/03/2026', ten: 'Họp thôn' },
    versions: [version('a', 'Họp thôn', true), version('b', 'Họp bản', false)],
  };
  const call = (() => Promise.reject(new AppFailure('bug', {}))) as Desk['call'];
  const form = new Form(call, KIND, { id: 'r', record, today: '2026-03-02', periods: [] });
  expect(form.cell('ten')?.drawn).toBe('differs');
  expect(form.cell('ten')?.differs).toBe('Họp bản');
  expect(form.cell('ngay')?.drawn).toBe('saved');
  const cell = form.cell('ten');
  if (cell) {
    cell.state = 'wrong';
  }
  expect(cell?.drawn).toBe('wrong');
});
