// The screen of a period, as somebody who has no mouse works in it.

import { expect, type Locator, type Page } from '@playwright/test';

import { press, tabTo, type } from '../harness/keys';
import { pattern, t } from '../harness/words';
import { dialog, go, told } from './desk';

/** The period screen of one window. */
export class Period {
  constructor(readonly page: Page) {}

  /** Opens the screen at the period that is due. */
  static async open(page: Page): Promise<Period> {
    await go(page, 'period');
    const period = new Period(page);
    await expect(period.table).toBeVisible();
    return period;
  }

  /** The table of figures. */
  get table(): Locator {
    return this.page.getByRole('grid', { name: t('ui.period.figures') });
  }

  /** The row of a figure, or of a group by `#code`. */
  row(key: string): Locator {
    return this.table.locator(`tr[data-key="${key}"]`);
  }

  /** The groups in which something is unsaid. */
  get unsaid(): Locator {
    return this.table.locator('tr.group').filter({ hasText: pattern('ui.period.unsaid') });
  }

  /** What a warning at the period is answered into. */
  get reasons(): Locator {
    return this.page.locator('article[data-finding] form input').filter({ visible: true });
  }

  /** Goes into the table. */
  async enter(): Promise<void> {
    await tabTo(this.page, this.table.locator('tr[tabindex="0"]'));
  }

  /** Goes from row to row to a figure; the cursor is in the table. */
  async to(key: string): Promise<void> {
    const keys = await this.table.locator('tr[data-key]').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['key']));
    const from = await this.table.locator('tr[data-key]').evaluateAll((all) => all.findIndex((one) => one === document.activeElement));
    const steps = keys.indexOf(key) - from;
    for (let step = Math.abs(steps); step > 0; step -= 1) {
      await press(this.page, steps > 0 ? 'ArrowDown' : 'ArrowUp');
    }
    await expect(this.row(key)).toBeFocused();
  }

  /** Says of everything unsaid in the first such group that there was none. */
  async sayZero(): Promise<void> {
    const key = await this.unsaid.first().getAttribute('data-key');
    await this.to(key ?? '');
    await press(this.page, 'z');
    await expect(dialog(this.page)).toBeVisible();
    await press(this.page, 'Enter');
    await expect(dialog(this.page)).toBeHidden();
    await expect(this.row(key ?? '').filter({ hasText: pattern('ui.period.unsaid') })).toBeHidden();
    await expect(this.row(key ?? '')).toBeFocused();
  }

  /** Answers every warning at the period. */
  async answerAll(reason: string): Promise<number> {
    let answered = 0;
    for (let left = await this.reasons.count(); left > 0; left = await this.reasons.count()) {
      await tabTo(this.page, this.reasons.first());
      await type(this.page, reason);
      await press(this.page, 'Enter');
      await told(this.page, t('ui.period.reason.kept'));
      await expect(this.reasons).toHaveCount(left - 1);
      answered += 1;
    }
    return answered;
  }

  /** Closes the period, or closes it again with a reason; nothing may be left to do. */
  async close(reason?: string): Promise<void> {
    await press(this.page, 'Control+Enter');
    await expect(dialog(this.page).getByText(t('ui.period.todo.ready'))).toBeVisible();
    if (reason !== undefined) {
      await tabTo(this.page, dialog(this.page).getByLabel(t('ui.period.amend.reason')));
      await type(this.page, reason);
    }
    await press(this.page, 'Enter');
    await expect(dialog(this.page).getByText(pattern('ui.period.close.done'))).toBeVisible();
  }

  /** Goes on from the closing to the file, and gives its name. */
  async send(): Promise<string> {
    await press(this.page, 'Enter');
    await expect(dialog(this.page)).toHaveAccessibleName(t('ui.period.export.title'));
    await press(this.page, 'Enter');
    await expect(dialog(this.page).getByText(t('ui.period.export.safe'))).toBeVisible();
    const file = await dialog(this.page).locator('code').textContent();
    await press(this.page, 'Escape');
    await expect(dialog(this.page)).toBeHidden();
    return file ?? '';
  }
}
