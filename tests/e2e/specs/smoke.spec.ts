// The window opens, is whole, and keeps to itself.

import { axe, expect, shots, t, test } from '../harness/test';

test('the window opens on an empty folder', async ({ station }) => {
  await expect(station.page).toHaveTitle(t('shell.name'));
  await expect(station.page.locator('.window')).toHaveAttribute('data-state', 'missing');
  const letters = await station.page.evaluate(() =>
    [400, 700].every((weight) => document.fonts.check(`${weight} 16px 'Be Vietnam Pro'`, 'aổ')),
  );
  expect(letters, 'every letter is there').toBe(true);
  await axe(station.page);
  await shots(station.page, 'empty-folder');
});
