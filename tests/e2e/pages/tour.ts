// Around a practice station: every screen of its rail, when nothing is being asked any more.

import { expect, type Page, type Request } from '@playwright/test';

import type { SandboxRole } from '../../../ui/src/gen/commands';
import { press } from '../harness/keys';
import type { Laptop } from '../harness/test';

/** Both desks, and the screens each must at least have. */
export const DESKS: readonly { role: SandboxRole; screens: number }[] = [
  { role: 'commune', screens: 7 },
  { role: 'receiver', screens: 10 },
];

/** A practice station with its window open, and how to move in it. */
export interface Tour {
  page: Page;
  /** Names of the screens, in the order of the rail. */
  screens: string[];
  /** Opens a screen by the keys its button tells, and waits until it has its answers. */
  go: (screen: string) => Promise<void>;
  /** Waits until the engine has answered everything. */
  settle: () => Promise<void>;
}

/** Makes the practice station of a role and opens its window. */
export async function tour(laptop: Laptop, role: SandboxRole): Promise<Tour> {
  const station = await laptop(role);
  await station.rpc('create_sandbox', { role });
  const page = await station.open();
  const asked = new Set<Request>();
  page.on('request', (request) => request.url().endsWith('/rpc') && asked.add(request));
  page.on('requestfinished', (request) => asked.delete(request));
  page.on('requestfailed', (request) => asked.delete(request));

  async function settle(): Promise<void> {
    // One frame lets what an answer brought ask its own questions.
    const frame = (): Promise<unknown> =>
      page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    await expect
      .poll(async () => {
        await frame();
        return asked.size;
      })
      .toBe(0);
  }

  async function go(screen: string): Promise<void> {
    const keys = await page.locator(`[data-go="${screen}"]`).getAttribute('aria-keyshortcuts');
    await press(page, keys ?? '');
    // Where the cursor goes is the screen's own: the form of entries takes it from the title.
    await expect(page.locator(`main[data-screen="${screen}"] [data-screen-title]`)).toBeVisible();
    await settle();
  }

  await expect(page.locator('[data-go]').first()).toBeVisible();
  const screens = await page
    .locator('[data-go]')
    .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['go'] ?? ''));
  return { page, screens, go, settle };
}
