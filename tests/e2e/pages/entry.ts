// The entry screen, as somebody who has no mouse works in it.

import { expect, type Locator, type Page } from '@playwright/test';

import type { FieldOut, ShowKindRes } from '../../../ui/src/gen/commands';
import { press, tabTo, type } from '../harness/keys';
import { t } from '../harness/words';
import { go, pickOption } from './desk';

/** Lists up to this long are a group of boxes to tick; longer ones are picked by words. */
const BOXES_MAX = 6;
/** Things that are picked by words. */
const PICKED = ['ref', 'refs', 'unit'];
const CHOSEN = ['option', 'bool', 'period'];

/** The entry screen of one window. */
export class Entry {
  constructor(readonly page: Page) {}

  /** Opens the screen; the cursor is in the form. */
  static async open(page: Page): Promise<Entry> {
    await go(page, 'entry');
    const entry = new Entry(page);
    await expect(entry.form).toBeVisible();
    return entry;
  }

  /** The form beside the grid. */
  get form(): Locator {
    return this.page.locator('[data-form]');
  }

  /** The grid of records. */
  get grid(): Locator {
    return this.page.locator('[data-grid]');
  }

  /** What was done last. */
  get said(): Locator {
    return this.page.locator('[data-said]');
  }

  /** How many records the grid has, as told beside the search. */
  get count(): Locator {
    return this.page.locator('[data-count]');
  }

  /** One field with what is said of it. */
  cell(field: string): Locator {
    return this.page.locator(`[data-cell="${field}"]`);
  }

  /** What is typed into. */
  input(field: string): Locator {
    return this.cell(field).locator('[data-field]');
  }

  /** The mark of a field: `saved`, `wrong`, `warning`… */
  async expectState(field: string, state: string): Promise<void> {
    await expect(this.cell(field).locator('[data-state]').first()).toHaveAttribute('data-state', state);
  }

  /** Waits until the cursor is in a field. */
  async expectAt(field: string): Promise<void> {
    await expect(this.page.locator(`[data-cell="${field}"]:focus-within`)).toBeVisible();
  }

  /** Turns to a kind: the search, one back to the list of kinds, along it, Enter. */
  async choose(kind: string): Promise<void> {
    const kinds = this.page.getByRole('navigation', { name: t('ui.entry.kinds') });
    const wanted = kinds.locator(`[data-kind="${kind}"]`);
    await expect(wanted).toBeVisible();
    if ((await wanted.getAttribute('aria-current')) !== 'true') {
      await tabTo(this.page, kinds.locator('button[tabindex="0"]'), 'Shift+Tab');
      const codes = await kinds.locator('button').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['kind']));
      const from = await kinds.locator('button').evaluateAll((all) => all.findIndex((one) => one.tabIndex === 0));
      const steps = codes.indexOf(kind) - from;
      for (let step = Math.abs(steps); step > 0; step -= 1) {
        await press(this.page, steps > 0 ? 'ArrowDown' : 'ArrowUp');
      }
      await expect(wanted).toBeFocused();
      await press(this.page, 'Enter');
      await expect(wanted).toHaveAttribute('aria-current', 'true');
    }
    await expect(this.form.locator(':focus')).toBeAttached();
  }

  /** Walks through the form from its first field and types into those named; a key goes on from each. */
  async fill(kind: ShowKindRes, typed: Readonly<Record<string, string>>, onward = 'Enter'): Promise<void> {
    const names = await this.form
      .locator('[data-cell]')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['cell'] ?? ''));
    const wanted = names.filter((name) => name in typed);
    expect(Object.keys(typed).filter((name) => !names.includes(name)), 'fields that are not there').toEqual([]);
    for (const name of names) {
      if (wanted.length === 0) {
        break;
      }
      await this.expectAt(name);
      const field = kind.fields.find((one) => one.name === name);
      if (field && name === wanted[0]) {
        await this.put(field, typed[name] ?? '');
        wanted.shift();
        // Something picked by words moved on by itself.
        if (isWalked(field)) {
          continue;
        }
      }
      await this.leave(field, onward);
    }
  }

  /** Types into the field that has the cursor. */
  async put(field: FieldOut, text: string): Promise<void> {
    const { page } = this;
    if (CHOSEN.includes(field.is)) {
      await pickOption(page, this.input(field.name), text);
    } else if (field.is === 'options') {
      await this.putChoices(field, text.split(','));
    } else if (PICKED.includes(field.is)) {
      await type(page, text);
      await expect(this.cell(field.name).getByRole('option', { name: text }).first()).toBeVisible();
      await press(page, 'Enter');
    } else {
      await type(page, text);
    }
  }

  private async putChoices(field: FieldOut, codes: readonly string[]): Promise<void> {
    const { page } = this;
    if (field.options.length <= BOXES_MAX) {
      for (const { code } of field.options) {
        if (codes.includes(code)) {
          await press(page, 'Space');
        }
        if (code !== field.options.at(-1)?.code) {
          await press(page, 'Tab');
        }
      }
      return;
    }
    for (const code of codes) {
      const label = field.options.find((one) => one.code === code)?.label ?? code;
      await type(page, label);
      await expect(this.cell(field.name).getByRole('option', { name: label, exact: true }).first()).toBeVisible();
      await press(page, 'Enter');
      await expect(this.cell(field.name).getByRole('button', { name: t('ui.entry.pick.drop', { name: label }) })).toBeVisible();
    }
  }

  /** Goes on from a field. Tab inside a group of boxes would only come to its next box. */
  private async leave(field: FieldOut | undefined, onward: string): Promise<void> {
    const isBoxes = field?.is === 'options' && field.options.length <= BOXES_MAX;
    const isLines = (field?.chars_max ?? 0) > 1000;
    await press(this.page, isBoxes ? 'Enter' : isLines ? 'Tab' : onward);
  }

  /** Saves and waits for the word that it is saved. */
  async save(): Promise<void> {
    await press(this.page, 'Control+Enter');
  }

  /** Goes back to the first field of the form. */
  async first(): Promise<void> {
    await press(this.page, 'F2');
    await expect(this.form.locator(':focus')).toBeAttached();
  }

  /** Goes to a field of the form with Tab. */
  async to(field: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await tabTo(this.page, this.cell(field).locator('input, select, textarea').first(), key);
  }
}

/** One thing picked by words takes the cursor to the next field. */
function isWalked(field: FieldOut): boolean {
  return field.is === 'ref' || field.is === 'unit';
}
