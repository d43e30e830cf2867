// Files dragged onto the window.

import type { Page } from '@playwright/test';

/** Holds files over the window. */
export async function drag(page: Page, over: boolean): Promise<void> {
  await page.evaluate(
    (detail) => window.dispatchEvent(new CustomEvent('so138:dragging', { detail })),
    { over },
  );
}

/** Holds files over the window and lets them go. */
export async function drop(page: Page, paths: string[]): Promise<void> {
  await drag(page, true);
  await page.evaluate(
    (detail) => window.dispatchEvent(new CustomEvent('so138:drop', { detail })),
    { paths },
  );
  await drag(page, false);
}
