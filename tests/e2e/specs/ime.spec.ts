// Vietnamese typed through an input method: no key acts while a letter is put together, and Backspace is the
// text's own.

import type { CDPSession, Page } from '@playwright/test';

import { COMMUNES, make, meeting, save } from '../arrange';
import { expect, press, t, test, type, type Station } from '../harness/test';
import { dialog } from '../pages/desk';
import { Entry } from '../pages/entry';

/** What engines report for a key that the input method keeps for itself. */
const KEY_CODE_OF_INPUT_METHOD = 229;

/** An input method, as Chromium meets one. */
class InputMethod {
  private constructor(private readonly cdp: CDPSession) {}

  static async of(page: Page): Promise<InputMethod> {
    return new InputMethod(await page.context().newCDPSession(page));
  }

  /** Shows letters that are not decided yet. */
  async compose(text: string): Promise<void> {
    await this.cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  }

  /** Decides: the text takes the place of the letters shown. */
  async commit(text: string): Promise<void> {
    await this.cdp.send('Input.insertText', { text });
  }

  /** A key that the input method keeps for itself: the page hears of it, the browser does nothing with it. */
  async take({ key, code = key, modifiers = 0 }: Key): Promise<void> {
    const sent = { key, code, modifiers, windowsVirtualKeyCode: KEY_CODE_OF_INPUT_METHOD };
    await this.cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...sent });
    await this.cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...sent });
  }
}

/** A key; modifiers as the browser counts them. */
interface Key {
  key: string;
  code?: string;
  modifiers?: number;
}

const [ALT, CONTROL] = [1, 2];

/** Every key that does something in the form, and some that do elsewhere. */
const KEYS: readonly Key[] = [
  { key: 'Enter' },
  { key: 'Enter', modifiers: CONTROL },
  { key: 'd', code: 'KeyD', modifiers: CONTROL },
  { key: 'm', code: 'KeyM', modifiers: CONTROL },
  { key: 'z', code: 'KeyZ', modifiers: CONTROL },
  { key: '3', code: 'Digit3', modifiers: ALT },
  { key: 'Escape' },
  { key: 'Backspace' },
  { key: 'F1' },
  { key: 'F2' },
];

async function opened(station: Station): Promise<Entry> {
  await make(station, COMMUNES[0]!);
  await station.open();
  const entry = await Entry.open(station.page);
  await entry.choose('hoat_dong');
  await entry.expectAt('ngay');
  await type(station.page, '5/3');
  await press(station.page, 'Enter');
  await entry.expectAt('ten');
  return entry;
}

test('no key acts while a letter is put together', async ({ station }) => {
  const entry = await opened(station);
  const { page } = station;
  const method = await InputMethod.of(page);
  const screen = page.locator('main');

  await method.compose('Hop');
  for (const key of KEYS) {
    const name = `${key.modifiers ?? ''} ${key.key}`;
    await method.take(key);
    await entry.expectAt('ten');
    await expect(entry.input('ten'), name).toHaveValue('Hop');
    await expect(screen, name).toHaveAttribute('data-screen', 'entry');
    await expect(dialog(page), name).toBeHidden();
    await expect(entry.form, name).toHaveAttribute('aria-busy', 'false');
  }
  const drafts = await station.rpc('list_drafts', {});
  expect(drafts.map(({ typed }) => Object.keys(typed)), 'only the day was left').toEqual([['ngay']]);

  await method.commit('Họp');
  await expect(entry.input('ten')).toHaveValue('Họp');
  // Decided: keys act again.
  await press(page, 'Enter');
  await entry.expectAt('chu_de_chinh');
  await entry.expectState('ten', 'saved');
});

test('the list of a field picked by words waits for the letter too', async ({ station }) => {
  await make(station, COMMUNES[0]!);
  const area = { ma: 'T1', ten: 'Làng Đăk Mế', loai: 'LANG', hieu_luc_tu: '1/1/2020' };
  await save(station, 'khu_dan_cu', area);
  const page = await station.open();
  const entry = await Entry.open(page);
  await entry.choose('hoat_dong');
  await entry.to('khu_dan_cu_id');
  const method = await InputMethod.of(page);
  await method.compose('Đă');
  const found = entry.cell('khu_dan_cu_id').getByRole('option', { name: area.ten });
  await expect(found).toBeVisible();
  await method.take({ key: 'Enter' });
  await method.take({ key: 'ArrowDown' });
  await method.compose('Đăk');
  await entry.expectAt('khu_dan_cu_id');
  await expect(found, 'nothing was picked').toBeVisible();
  await method.commit('Đăk');
  await expect(found).toBeVisible();
  await press(page, 'Enter');
  await entry.expectAt('chu_tri');
  await expect(entry.input('khu_dan_cu_id')).toHaveValue(new RegExp(area.ten));
});

test('Backspace takes one letter, also the way Unikey mends one, and text is kept composed', async ({ station }) => {
  const entry = await opened(station);
  const { page } = station;
  // Unikey takes letters back and sends them anew.
  await type(page, 'Hop');
  await press(page, 'Backspace', 'Backspace');
  await expect(entry.input('ten')).toHaveValue('H');
  await type(page, 'ọp dân');
  await expect(entry.input('ten')).toHaveValue('Họp dân');
  await press(page, 'Backspace');
  await expect(entry.input('ten')).toHaveValue('Họp dâ');
  await press(page, 'Backspace');
  await expect(entry.input('ten')).toHaveValue('Họp d');
  // Marks that come apart from their letters, as another keyboard sends them.
  await type(page, 'ân phố'.normalize('NFD'));
  await press(page, 'Enter');
  await entry.expectState('ten', 'saved');

  const { ngay: _day, ten: _name, ...rest } = meeting();
  await entry.first();
  await entry.fill(await station.rpc('show_kind', { kind: 'hoat_dong' }), rest);
  await entry.save();
  await expect(entry.said).toContainText(t('ui.entry.saved'));
  const which = { unit: null, kind: 'hoat_dong', period: null, text: 'hop dan pho', limit: 1, offset: 0 };
  const [kept] = (await station.rpc('list_records', which)).records;
  expect(kept?.shown['ten']).toBe('Họp dân phố'.normalize('NFC'));
});
