// What `cargo xtask bench` tells, and the window it tells of: a store full of records, opened and unlocked.

import { writeFileSync } from 'node:fs';

import type { Page } from '@playwright/test';

import { Station } from '../harness/station';
import { test as base, expect } from '../harness/test';

/** The day on which the made-up year has almost ended. */
const DAY = '20/11/2026';
/** The kind of record the store is full of. */
const KIND = 'hoat_dong';

/** A variable that the bench sets. */
export function told(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set: run cargo xtask bench`);
  }
  return value;
}

/** How much is to be done. */
export const count = (): number => Number(told('SO138_BENCH_COUNT'));

/** Hands back what was measured. */
export function hand(measured: unknown): void {
  writeFileSync(told('SO138_BENCH_OUT'), JSON.stringify(measured));
}

/** A test with the entry screen open at the kind the store is full of. */
export const test = base.extend<{ entry: Page }>({
  entry: async ({ browser }, use) => {
    const [dir, name] = [told('SO138_BENCH_DIR'), told('SO138_BENCH_STORE')];
    const station = await Station.start({ name, dir, today: DAY, began: Date.now(), browser });
    await station.unlock();
    const page = await station.open();
    await page.locator('[data-go="entry"]').focus();
    await page.keyboard.press('Enter');
    await page.locator(`[data-kind="${KIND}"][aria-current="true"]`).waitFor();
    await page.locator('[data-form="new"]').waitFor();
    await use(page);
    expect(await station.end()).toEqual([]);
  },
});
