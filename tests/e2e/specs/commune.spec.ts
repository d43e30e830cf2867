// A commune's month without a mouse: one record of each kind, a mistake mended, a warning answered, the period
// closed and sent.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { COMMUNES, MONTH, enrol, folder, make, makeRoot, take } from '../arrange';
import { expect, press, t, tabTo, test, type } from '../harness/test';
import { activate, button, unlock } from '../pages/desk';
import { Entry } from '../pages/entry';
import { Period } from '../pages/period';
import { plausible } from '../pages/plausible';
import { makeBook } from '../pages/wizard';

/** Families of figures that come from elsewhere; a commune never types them. */
const FROM_ELSEWHERE = ['sheet', 'declared'];
/** Figures of the month that no record speaks about: they are said to be zero, as a group. */
const NOT_SAID = ['vu_an', 'doi_tuong'];
/** Any group of digits that looks like somebody's telephone. */
const TELEPHONE = '0912345678';
const REASON = 'Số trực ban của đơn vị, không của riêng ai';

test('an officer makes a real book, prints its recovery sheet, and opens it again', async ({ station }) => {
  const { page } = station;
  const officer = { name: 'Nguyễn Văn Mẫu', title: 'Trưởng Công an xã', login: 'mau' };
  const passphrase = await makeBook(page, 'ba to', officer);
  const enter = button(page, 'ui.setup.later');
  await expect(enter, 'nobody goes on without the sheet').toBeDisabled();
  await activate(page, button(page, 'ui.recovery.print'));
  await activate(page, page.getByLabel(t('ui.recovery.kept')), 'Space');
  await activate(page, enter);
  await expect(page.getByRole('heading', { name: t('ui.nav.today') })).toBeVisible();
  await expect(page.locator('.window')).not.toHaveClass(/sandbox/);
  await expect(page.locator('[data-next="enrol"]')).toBeVisible();

  await press(page, 'Control+l');
  await expect(page.locator('.window')).toHaveAttribute('data-state', 'locked');
  await type(page, `${passphrase} x`);
  await press(page, 'Enter');
  await expect(page.getByRole('alert')).toBeVisible();
  // The wrong words are marked, so that the next letter takes their place; a wait is on the button.
  await expect(button(page, 'ui.unlock.do')).toBeEnabled();
  await unlock(page, passphrase);
});

test('a month: every kind entered, a mistake mended, zeros said, warnings answered, closed and sent', async ({ laptop }) => {
  // Every field of every kind of the catalog, one after the other.
  test.setTimeout(300_000);
  const [root, commune] = [await laptop('khu-vuc'), await laptop('xa')];
  await makeRoot(root);
  await make(commune, COMMUNES[0]!);
  await enrol(commune, root, COMMUNES[0]!);
  const page = await commune.open();

  const kinds = (await commune.rpc('list_kinds', {})).filter(({ family }) => !FROM_ELSEWHERE.includes(family));
  // Others point at residential areas: those come first, then every kind in its order.
  kinds.sort((a, b) => Number(b.code === 'khu_dan_cu') - Number(a.code === 'khu_dan_cu'));
  const entry = await Entry.open(page);
  for (const [at, { code }] of kinds.entries()) {
    await test.step(`enters ${code}`, async () => {
      await entry.choose(code);
      const kind = await commune.rpc('show_kind', { kind: code });
      const typed = plausible(kind);
      if (code === 'phieu_nguon_tin') {
        NOT_SAID.forEach((field) => delete typed[field]);
      }
      await entry.fill(kind, typed, at % 2 === 0 ? 'Enter' : 'Tab');
      await entry.save();
      await expect(entry.said).toContainText(t('ui.entry.saved'));
      const which = { unit: null, kind: code, period: null, text: null, limit: 1, offset: 0 };
      expect((await commune.rpc('list_records', which)).count).toBe(1);
    });
  }
  expect(await commune.rpc('list_drafts', {}), 'nothing is left half done').toEqual([]);

  await test.step('mends what was refused, answers what was doubted', async () => {
    await entry.choose('tai_lieu');
    const kind = await commune.rpc('show_kind', { kind: 'tai_lieu' });
    await entry.fill(kind, { ...plausible(kind), ngay: '31/2/2026' });
    await entry.expectState('ngay', 'wrong');
    await entry.save();
    await expect(page.getByText(t('ui.entry.blocked.says'))).toBeVisible();
    await entry.expectAt('ngay');
    await expect(entry.input('ngay')).toHaveValue('31/2/2026');
    await expect(entry.input('ngay')).toHaveAttribute('aria-invalid', 'true');
    await expect(entry.cell('ngay').locator('.says')).toContainText('31/2/2026');
    // The cursor marked the whole text: the right day takes its place.
    await type(page, '6/3');
    await press(page, 'Enter');
    await expect(entry.input('ngay')).toHaveValue('06/03/2026');
    await entry.expectState('ngay', 'saved');

    await entry.to('ghi_chu');
    await type(page, `Liên hệ ${TELEPHONE}`);
    await press(page, 'Enter');
    await entry.expectState('ghi_chu', 'warning');
    await tabTo(page, entry.cell('ghi_chu').locator('[data-reason]'), 'Shift+Tab');
    await type(page, REASON);
    await entry.save();
    await expect(entry.said).toContainText(t('ui.entry.saved'));
  });

  await test.step('says zeros by group, answers warnings, closes, sends', async () => {
    const period = await Period.open(page);
    await expect(page.locator('[data-picker="period"] select, select[data-picker="period"]')).toHaveValue(MONTH);
    await period.enter();
    const groups = await period.unsaid.count();
    expect(groups).toBeGreaterThan(0);
    for (let left = groups; left > 0; left -= 1) {
      await period.sayZero();
    }
    await expect(period.unsaid).toHaveCount(0);
    expect(await period.answerAll('Đợt cao điểm, đã kiểm tra lại sổ')).toBeGreaterThan(0);
    await period.close();
    const usb = folder(commune, 'usb');
    await commune.picks([usb]);
    const file = await period.send();
    expect(existsSync(join(usb, file))).toBe(true);

    // What was sent is what the unit above reads.
    await take(root, [join(usb, file)]);
    const { lines } = await root.rpc('show_period', { period: MONTH, unit: COMMUNES[0]!.code });
    expect(lines.find((line) => line.key === 'TT_TAILIEU')?.cell?.state).toBe('number');
  });
});
