// A power cut in the middle of typing.

import { COMMUNES, make } from '../arrange';
import { expect, press, t, test, type } from '../harness/test';
import { activate, dialog, unlock } from '../pages/desk';
import { Entry } from '../pages/entry';

test('what was typed before a power cut is there after it, wrong text too, and is saved once it is mended', async ({ station }) => {
  await make(station, COMMUNES[0]!);
  const page = await station.open();
  const entry = await Entry.open(page);
  await entry.choose('hoat_dong');
  await type(page, '31/2/2026');
  await press(page, 'Enter');
  await type(page, 'Họp dân tổ 3');
  await press(page, 'Enter');
  await entry.to('so_nguoi');
  await type(page, 'một trăm');
  await press(page, 'Enter');
  await entry.expectState('ngay', 'wrong');
  await entry.expectState('ten', 'saved');
  await entry.expectState('so_nguoi', 'wrong');

  await station.restart();
  // The window is opened anew, as after a power cut; nothing is known of what it showed.
  await station.open();
  await unlock(page);
  await entry.page.locator('main').waitFor();
  await Entry.open(page);
  await activate(page, page.locator('[data-drafts]'));
  await expect(dialog(page)).toContainText('Họp dân tổ 3');
  await press(page, 'Tab');
  await activate(page, dialog(page).getByRole('button', { name: t('ui.entry.drafts.open'), exact: true }));

  await expect(entry.input('ngay')).toHaveValue('31/2/2026');
  await entry.expectState('ngay', 'wrong');
  await expect(entry.cell('ngay').locator('.says')).toContainText('31/2/2026');
  await expect(entry.input('ten')).toHaveValue('Họp dân tổ 3');
  await expect(entry.input('so_nguoi')).toHaveValue('một trăm');
  await entry.expectState('so_nguoi', 'wrong');

  const kind = await station.rpc('show_kind', { kind: 'hoat_dong' });
  const mended = { ngay: '5/3', chu_de_chinh: 'ANTQ', hinh_thuc: 'HOP_DAN', so_nguoi: '100', dia_diem: 'KHU_DAN_CU' };
  await entry.fill(kind, mended);
  await entry.save();
  await expect(entry.said).toContainText(t('ui.entry.saved'));
  const which = { unit: null, kind: 'hoat_dong', period: null, text: null, limit: 2, offset: 0 };
  const { records } = await station.rpc('list_records', which);
  expect(records.map(({ shown }) => [shown['ten'], shown['so_nguoi']])).toEqual([['Họp dân tổ 3', '100']]);
  expect(await station.rpc('list_drafts', {})).toEqual([]);
});
