// What a person with other eyes or other hands would meet.

import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const GRAVE = ['serious', 'critical'];

/** Fails with every serious or critical finding of axe, as the window stands now. */
export async function axe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const grave = violations
    .filter((one) => GRAVE.includes(one.impact ?? ''))
    .map((one) => `${one.id}: ${one.help}\n  ${one.nodes.map((node) => node.html).join('\n  ')}`);
  expect(grave).toEqual([]);
}
