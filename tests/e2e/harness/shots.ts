// Pictures for people to look at.

import { mkdirSync } from 'node:fs';

import type { Page } from '@playwright/test';

import { target } from './places';

/** Where they are kept. */
export const shotsDir = `${target}/e2e/shots`;

/** Saves the window as it stands in light and in dark, as `<name>-light.png` and `<name>-dark.png`. */
export async function shots(page: Page, name: string): Promise<void> {
  mkdirSync(shotsDir, { recursive: true });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${shotsDir}/${name}-${colorScheme}.png`, animations: 'disabled' });
  }
  await page.emulateMedia({ colorScheme: null });
}
