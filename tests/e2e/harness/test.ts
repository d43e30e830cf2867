// What every spec imports: `test` with laptops, and the helpers.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { test as base, expect } from '@playwright/test';

import { Station } from './station';

export { axe } from './axe';
export { drag, drop } from './drop';
export { focused, press, tabTo, type } from './keys';
export { shots } from './shots';
export { LOGIN, PASSPHRASE, Refused, Station } from './station';
export { pattern, t } from './words';
export { expect };

/** The day on which tests play, dd/mm/yyyy, unless they say another one. */
export const TODAY = '18/03/2026';

/** Makes a laptop: a fresh folder with a host over it; its window opens with `open`. */
export type Laptop = (name: string, options?: { today?: string }) => Promise<Station>;

interface Fixtures {
  /** A folder of the test; it is removed when the test ends, unless it failed. */
  dir: string;
  /** Makes a laptop. All laptops of a test share its time. */
  laptop: Laptop;
  /** One laptop with an empty folder, its window open. */
  station: Station;
}

/** A test with laptops. What no window may ever do fails it at its end. */
export const test = base.extend<Fixtures>({
  dir: async ({}, use, info) => {
    const dir = mkdtempSync(join(tmpdir(), 'so138-e2e-'));
    await use(dir);
    if (info.status === info.expectedStatus) {
      rmSync(dir, { recursive: true, force: true });
    }
  },

  laptop: async ({ browser, dir }, use) => {
    const began = Date.now();
    const stations: Station[] = [];
    await use(async (name, { today = TODAY } = {}) => {
      const station = await Station.start({ name, dir, today, began, browser });
      stations.push(station);
      return station;
    });
    const problems = await Promise.all(stations.map((station) => station.end()));
    expect(problems.flat(), 'what no window may ever do').toEqual([]);
  },

  station: async ({ laptop }, use) => {
    const station = await laptop('may');
    await station.open();
    await use(station);
  },
});
