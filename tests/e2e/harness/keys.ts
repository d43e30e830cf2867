// The window by keyboard alone.

import { expect, type Locator, type Page } from '@playwright/test';

/** More stops than any screen has. */
const STOPS_MAX = 120;

/** Presses keys one after another, as Playwright names them: `Control+k`, `F2`, `Enter`. */
export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
  }
}

/** Types at the place of the cursor, letter by letter, accents and all. */
export async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text);
}

/** Moves with Tab until the thing has the cursor; fails with every stop on the way. */
export async function tabTo(page: Page, thing: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(thing).toBeVisible();
  const stops: string[] = [];
  while (!(await hasFocus(thing))) {
    if (stops.length >= STOPS_MAX) {
      throw new Error(`${key} never comes to ${thing}; it comes to:\n  ${[...new Set(stops)].join('\n  ')}`);
    }
    await page.keyboard.press(key);
    stops.push(await focused(page));
  }
}

/** What has the cursor, in a few words. */
export async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const name = element?.getAttribute('aria-label') ?? element?.textContent?.trim().slice(0, 60) ?? '';
    const id = element?.id ? `#${element.id}` : '';
    return element ? `${element.tagName.toLowerCase()}${id} "${name}"` : 'nothing';
  });
}

async function hasFocus(thing: Locator): Promise<boolean> {
  return thing.evaluate((element) => element === document.activeElement);
}
