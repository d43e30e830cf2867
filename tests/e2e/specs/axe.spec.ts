// What a person with other eyes or other hands would meet, on every screen of both desks, light and dark.

import type { Page } from '@playwright/test';

import { axe, expect, press, t, test } from '../harness/test';
import { activate, button, dialog } from '../pages/desk';
import { DESKS, tour } from '../pages/tour';

/** Looks at the window as it stands, in both themes. */
async function both(page: Page, where: string): Promise<void> {
  await test.step(where, async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
      await axe(page);
    }
  });
}

/** Closes the question over the screen. */
async function shut(page: Page): Promise<void> {
  await press(page, 'Escape');
  await expect(dialog(page)).toHaveCount(0);
}

for (const { role, screens } of DESKS) {
  test(`every screen and its questions: ${role}`, async ({ laptop }) => {
    test.setTimeout(300_000);
    const { page, screens: found, go, settle } = await tour(laptop, role);
    expect(found.length).toBe(screens);
    for (const screen of found) {
      await go(screen);
      await both(page, screen);
    }

    await press(page, 'F1');
    await expect(dialog(page)).toBeVisible();
    await both(page, 'F1');
    await shut(page);

    await activate(page, button(page, 'ui.look'));
    await expect(dialog(page)).toBeVisible();
    await both(page, 'look');
    await shut(page);

    await go('period');
    await activate(page, page.getByRole('button', { name: t('ui.period.print'), exact: true }));
    await expect(dialog(page)).toBeVisible();
    await settle();
    await both(page, 'print');
    await shut(page);

    await press(page, 'Control+Enter');
    await expect(dialog(page)).toBeVisible();
    await settle();
    await both(page, 'close');
    await shut(page);

    const figure = page.locator('main td.now button').first();
    await figure.focus();
    await press(page, 'Enter');
    await expect(dialog(page)).toBeVisible();
    await settle();
    await both(page, 'explain');
    await shut(page);

    await go('bundles');
    await activate(page, page.locator('main button', { hasText: t('ui.period.export') }).first());
    await expect(dialog(page)).toBeVisible();
    await settle();
    await both(page, 'export');
    await shut(page);

    await press(page, 'Control+l');
    await expect(page.locator('.window')).toHaveAttribute('data-state', 'locked');
    await both(page, 'unlock');
  });
}

test('the first run', async ({ station }) => {
  const page = station.page;
  await expect(button(page, 'ui.setup.real.begin')).toBeVisible();
  await both(page, 'choose');
  await activate(page, button(page, 'ui.setup.real.begin'));
  await expect(page.getByRole('heading', { name: t('ui.setup.real') }).first()).toBeVisible();
  await both(page, 'real');
});
