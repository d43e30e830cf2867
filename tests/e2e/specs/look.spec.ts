// Small screens, large text and paper.

import type { Locator, Page } from '@playwright/test';

import { area } from '../arrange';
import { expect, press, t, test } from '../harness/test';
import { activate, button, dialog } from '../pages/desk';
import { DESKS, tour } from '../pages/tour';

/** Fails when the page, or the screen in it, is wider than there is room for. */
async function fits(page: Page, screen: string): Promise<void> {
  const wide = await page.evaluate(() => {
    const places = [document.documentElement, document.querySelector('.window'), document.querySelector('main')];
    return places.flatMap((one) =>
      one && one.scrollWidth > one.clientWidth ? [`${one.localName} ${one.scrollWidth} > ${one.clientWidth}`] : [],
    );
  });
  expect(wide, screen).toEqual([]);
}

/** Whether a thing can be hit: in sight after scrolling, with nothing over it. */
async function isWithinReach(thing: Locator): Promise<boolean> {
  await thing.scrollIntoViewIfNeeded();
  return thing.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return hit !== null && (element === hit || element.contains(hit));
  });
}

for (const { role } of DESKS) {
  test.describe(`a cheap laptop: ${role}`, () => {
    test.use({ viewport: { width: 1366, height: 768 } });

    test('no screen scrolls sideways', async ({ laptop }) => {
      const { page, screens, go } = await tour(laptop, role);
      for (const screen of screens) {
        await go(screen);
        await fits(page, screen);
      }
    });
  });

  test.describe(`at 200 %: ${role}`, () => {
    test.use({ viewport: { width: 683, height: 384 }, deviceScaleFactor: 2 });

    test('nothing scrolls sideways, every button can be hit', async ({ laptop }) => {
      const { page, screens, go } = await tour(laptop, role);
      for (const screen of screens) {
        await go(screen);
        await fits(page, screen);
        const buttons = page.locator('nav button, main header .actions button:enabled').filter({ visible: true });
        for (const one of await buttons.all()) {
          expect(await isWithinReach(one), `${screen}: ${await one.textContent()}`).toBe(true);
        }
      }
      // The rail is icons then; its words are still heard.
      await expect(page.getByRole('button', { name: t('ui.nav.period'), exact: true })).toBeVisible();
      await go('period');
      await activate(page, button(page, 'ui.period.print'));
      const print = button(dialog(page), 'ui.period.print.report.does');
      expect(await isWithinReach(print)).toBe(true);
    });
  });
}

test('the period report on paper: its figures and its code, and not the window', async ({ laptop }) => {
  const { communes } = await area(laptop, { communes: 1 });
  const page = await communes[0]!.open();
  await page.evaluate(() => {
    window.print = () => undefined;
  });
  await press(page, 'Alt+3');
  // The window opens the oldest month that is not closed; the closed one comes after it.
  await activate(page, button(page, 'ui.period_picker.after'));
  await expect(button(page, 'ui.period.export')).toBeVisible();
  await activate(page, button(page, 'ui.period.print'));
  await activate(page, button(dialog(page), 'ui.period.print.report.does'));
  const paper = page.locator('.paper');
  await expect(paper).toBeAttached();
  await expect(paper).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  await expect(paper.getByText(t('ui.period.paper.title'))).toBeVisible();
  await expect(paper.locator('table').first()).toBeVisible();
  await expect(paper.getByRole('img', { name: t('ui.period.paper.code') }).locator('path')).toHaveAttribute('d', /^M/);
  await expect(page.locator('#app')).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect(paper).toHaveCount(0);
  await press(page, 'Escape');
});
