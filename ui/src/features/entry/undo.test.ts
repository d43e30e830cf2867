import { expect, test } from 'vitest';

import type { ChangeOut } from '../../gen/commands';
import type { Desk } from '../../lib/desk.svelte';
import { AppFailure } from '../../lib/host/types';
import { Undo } from './undo.svelte';

/** A book in which every change taken back becomes the next version. */
function book(): { undo: Undo; asked: ChangeOut[][]; refuse: { next: boolean } } {
  const asked: ChangeOut[][] = [];
  const refuse = { next: false };
  const call = (_: string, { changes }: { changes: ChangeOut[] }): Promise<unknown> => {
    if (refuse.next) {
      return Promise.reject(new AppFailure('record_changed', {}));
    }
    asked.push(changes);
    const records = changes.map(({ record, version }) => ({ record, version: `${version}'` }));
    return Promise.resolve({ records, amends: [] });
  };
  const desk = { call, run: (_: string, cmd: string, payload: { changes: ChangeOut[] }) => call(cmd, payload) };
  return { undo: new Undo(desk as unknown as Desk), asked, refuse };
}

const change = (record: string, version: string): ChangeOut => ({ record, version });

test('the last change goes back first, and comes again by undoing the undoing', async () => {
  const { undo, asked } = book();
  undo.push([change('a', '1')]);
  undo.push([change('b', '1')]);
  await undo.undo();
  await undo.redo();
  await undo.undo();
  expect(asked).toEqual([[change('b', '1')], [change('b', "1'")], [change('b', "1''")]]);
});

test('rows that were pasted together go back together', async () => {
  const { undo, asked } = book();
  undo.push([change('a', '1'), change('b', '1')]);
  await undo.undo();
  expect(asked).toEqual([[change('a', '1'), change('b', '1')]]);
  expect(undo.canUndo).toBe(false);
});

test('a new change leaves nothing to do again', async () => {
  const { undo } = book();
  undo.push([change('a', '1')]);
  await undo.undo();
  expect(undo.canRedo).toBe(true);
  undo.push([change('b', '1')]);
  expect(undo.canRedo).toBe(false);
});

test('a refused undo is thrown and can be tried again', async () => {
  const { undo, asked, refuse } = book();
  undo.push([change('a', '1')]);
  refuse.next = true;
  await expect(undo.undo()).rejects.toThrow('record_changed');
  refuse.next = false;
  await undo.undo();
  expect(asked).toEqual([[change('a', '1')]]);
});

test('a long step goes back as work with progress', async () => {
  let ran = 0;
  const answer = { records: [], amends: [] };
  const desk = {
    call: () => Promise.reject(new Error('not this way')),
    run: () => Promise.resolve(((ran += 1), answer)),
  };
  const undo = new Undo(desk as unknown as Desk);
  undo.push(Array.from({ length: 5000 }, (_, at) => change(`r${at}`, '1')));
  await undo.undo();
  expect(ran).toBe(1);
});
