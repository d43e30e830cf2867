import { expect, test } from 'vitest';

import type { RecordOut } from '../../gen/commands';
import type { Desk } from '../../lib/desk.svelte';
import { PAGE_ROWS, Records } from './records.svelte';

const COUNT = 100_000;

const record = (index: number): RecordOut => ({
  record: `r${index}`,
  version: 'v',
  unit: 'u',
  kind: 'k',
  day: null,
  title: '',
  fields: {},
  shown: {},
  conflict: false,
});

/** An engine with many rows, which remembers what it was asked. */
function engine(count = COUNT): { call: Desk['call']; asked: number[]; held: (() => void)[] } {
  const asked: number[] = [];
  const held: (() => void)[] = [];
  const call = (_: string, { offset, limit }: { offset: number; limit: number }): Promise<unknown> => {
    asked.push(offset);
    const rows = Math.max(0, Math.min(limit, count - offset));
    const records = Array.from({ length: rows }, (_, at) => record(offset + at));
    return new Promise((done) => {
      held.push(() => done({ records, count, more: offset + rows < count }));
    });
  };
  return { call: call as unknown as Desk['call'], asked, held };
}

/** Lets every question that waits be answered. */
async function answer(held: (() => void)[]): Promise<void> {
  held.splice(0).forEach((done) => done());
  await new Promise((done) => setTimeout(done, 0));
}

const FILTER = { kind: 'k', period: null, text: '' };

async function opened(count = COUNT): Promise<{ records: Records } & ReturnType<typeof engine>> {
  const host = engine(count);
  const records = new Records(host.call);
  void records.open(FILTER);
  await answer(host.held);
  return { records, ...host };
}

test('only what is in sight, and a little ahead, is asked for', async () => {
  const { records, asked, held } = await opened();
  records.see(50_000, 50_020);
  await answer(held);
  expect(asked).toEqual([0, 49_800, 50_000]);
  expect(records.row(50_019)?.record).toBe('r50019');
  expect(records.row(70_000)).toBeUndefined();
});

test('what is on its way is not asked for again', async () => {
  const { records, asked, held } = await opened();
  records.see(1_000, 1_020);
  records.see(1_001, 1_021);
  await answer(held);
  records.see(1_002, 1_022);
  expect(asked).toEqual([0, 800, 1_000]);
});

test('nothing behind the last row is asked for', async () => {
  const { records, asked } = await opened(PAGE_ROWS);
  records.see(0, PAGE_ROWS);
  expect(asked).toEqual([0]);
});

test('an answer to a question nobody asks any more is dropped', async () => {
  const { records, held } = await opened();
  records.see(400, 420);
  void records.open({ ...FILTER, text: 'x' });
  await answer(held);
  expect(records.row(0)?.record).toBe('r0');
  expect(records.row(400)).toBeUndefined();
});

test('after a change the rows in sight stay until they are read again; others are let go', async () => {
  const { records, asked, held } = await opened();
  records.see(10_000, 10_020);
  await answer(held);
  asked.length = 0;
  const isDone = records.refresh();
  expect(records.row(10_010)?.record).toBe('r10010');
  expect(records.row(0)).toBeUndefined();
  await answer(held);
  await isDone;
  expect(asked).toEqual([9_800, 10_000]);
});

test('walking through everything keeps a bounded number of rows', async () => {
  const { records, held } = await opened();
  for (let row = 0; row < COUNT; row += PAGE_ROWS) {
    records.see(row, row + 20);
    await answer(held);
  }
  const kept = Array.from({ length: COUNT }, (_, row) => row).filter((row) => records.row(row));
  expect(kept.length).toBeLessThanOrEqual(24 * PAGE_ROWS);
  expect(records.row(COUNT - PAGE_ROWS)?.record).toBe(`r${COUNT - PAGE_ROWS}`);
});
