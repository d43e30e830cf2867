// The receiver's screens: what is dropped on the board, and what is said to a unit.

import { expect, type Locator, type Page } from '@playwright/test';

import { press, tabTo, type } from '../harness/keys';
import { t } from '../harness/words';
import { activate, button, dialog } from './desk';

/** The row of a unit on the board. */
export function boardRow(page: Page, unit: string): Locator {
  return page.locator(`main[data-screen="board"] tr[data-unit="${unit}"]`);
}

/** What the preview of an import says of a file. */
export function fileRow(page: Page, file: string): Locator {
  return dialog(page).locator(`tr[data-file="${file}"]`);
}

/** Imports what the preview shows, and shuts it; a day when it was handed in is typed first. */
export async function commitImport(page: Page, count: number, handedIn?: string): Promise<void> {
  const commit = button(dialog(page), 'ui.import.commit', { count });
  await expect(commit).toBeEnabled();
  if (handedIn !== undefined) {
    await tabTo(page, dialog(page).getByLabel(t('ui.import.handed_in'), { exact: true }));
    await type(page, handedIn);
  }
  await activate(page, commit);
  await expect(dialog(page).getByText(t('ui.import.done'))).toBeVisible();
  await expect(dialog(page).locator('tr[data-outcome="imported"]')).toHaveCount(count);
  await press(page, 'Escape');
  await expect(dialog(page)).toBeHidden();
}

/** Chooses a unit in the review. */
export async function chooseUnit(page: Page, unit: string): Promise<void> {
  const one = page.locator(`main[data-screen="review"] button[data-unit="${unit}"]`);
  await activate(page, one);
  await expect(one).toHaveAttribute('aria-pressed', 'true');
}
