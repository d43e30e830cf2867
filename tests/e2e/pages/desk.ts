// What is the same on every screen: the rail, the door, dialogs, buttons; all by keyboard.

import { expect, type Locator, type Page } from '@playwright/test';

import { press, tabTo, type } from '../harness/keys';
import { PASSPHRASE } from '../harness/station';
import { t, type WordKey } from '../harness/words';

/** The screens, by the names they have in the window. */
export type ScreenName =
  | 'today'
  | 'entry'
  | 'period'
  | 'board'
  | 'review'
  | 'totals'
  | 'bundles'
  | 'stations'
  | 'backup'
  | 'help';

/** Opens a screen with Alt and the digit that stands beside it on the rail. */
export async function go(page: Page, screen: ScreenName): Promise<void> {
  const keys = await page.locator(`[data-go="${screen}"] kbd`).textContent();
  await press(page, `Alt+${keys?.trim().at(-1)}`);
  await expect(page.locator(`main[data-screen="${screen}"] [data-screen-title]`)).toBeVisible();
}

/** Types the passphrase at the closed door; the cursor is there already. */
export async function unlock(page: Page, passphrase = PASSPHRASE): Promise<void> {
  await expect(page.getByLabel(t('ui.passphrase'), { exact: true })).toBeFocused();
  await type(page, passphrase);
  await press(page, 'Enter');
  await expect(page.locator('.window')).toHaveAttribute('data-state', 'open');
}

/** The question that stands over the screen. */
export function dialog(page: Page): Locator {
  return page.getByRole('dialog');
}

/** A button by its words; keys printed on it are no part of its name. */
export function button(where: Page | Locator, words: WordKey, params: Record<string, string | number> = {}): Locator {
  return where.getByRole('button', { name: t(words, params), exact: true });
}

/** Moves to a thing with Tab and presses it. */
export async function activate(page: Page, thing: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await expect(thing).toBeEnabled();
  await tabTo(page, thing);
  await press(page, key);
}

/** Chooses one of a few views: Tab to the one that is chosen, arrows to the other. */
export async function chooseTab(page: Page, group: string, name: string): Promise<void> {
  const tabs = page.getByRole('group', { name: group, exact: true }).getByRole('radio');
  await expect(tabs.first()).toBeAttached();
  const names = await tabs.evaluateAll((all) =>
    all.map((one) => (one.parentElement?.firstElementChild?.nextSibling?.textContent ?? '').trim()),
  );
  const states = await tabs.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).checked));
  const [from, to] = [states.indexOf(true), names.indexOf(name)];
  if (to < 0) {
    throw new Error(`there is no ${name} among ${names.join(', ')}`);
  }
  await tabTo(page, tabs.nth(Math.max(0, from)));
  for (let step = Math.abs(to - from); step > 0; step -= 1) {
    await press(page, to > from ? 'ArrowRight' : 'ArrowLeft');
  }
  await expect(tabs.nth(to)).toBeChecked();
}

/** Chooses a value of the list that has the cursor. */
export async function pickOption(page: Page, select: Locator, value: string): Promise<void> {
  await expect(select.locator(`option[value="${value}"]`)).toBeAttached();
  const [from, to] = await select.evaluate((element, wanted) => {
    const list = element as HTMLSelectElement;
    return [list.selectedIndex, [...list.options].findIndex((one) => one.value === wanted)] as const;
  }, value);
  for (let step = Math.abs(to - from); step > 0; step -= 1) {
    await press(page, to > from ? 'ArrowDown' : 'ArrowUp');
  }
  await expect(select).toHaveValue(value);
}

/** Waits until a short word that something is done is said. */
export async function told(page: Page, words: string | RegExp): Promise<void> {
  await expect(page.locator('.told p', { hasText: words }).first()).toBeVisible();
}
