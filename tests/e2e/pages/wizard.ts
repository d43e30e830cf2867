// The first run, step by step, by keyboard.

import { expect, type Page } from '@playwright/test';

import { press, tabTo, type } from '../harness/keys';
import { t } from '../harness/words';
import { activate, button } from './desk';

/** Who the first officer is. */
export interface Officer {
  name: string;
  title: string;
  login: string;
}

/** Makes a real book up to the recovery sheet; gives the passphrase that was suggested and learnt. */
export async function makeBook(page: Page, unit: string, officer: Officer, onStep: (step: string) => Promise<void> = async () => undefined): Promise<string> {
  await activate(page, button(page, 'ui.setup.real.begin'));
  await expect(page.getByRole('heading', { name: t('ui.setup.unit.title') })).toBeVisible();
  await onStep('unit');
  await findUnit(page, unit);
  await activate(page, button(page, 'ui.setup.next'));

  await expect(page.getByLabel(t('ui.officer.name'))).toBeFocused();
  await type(page, officer.name);
  await press(page, 'Tab');
  await type(page, officer.title);
  await press(page, 'Tab');
  await type(page, officer.login);
  await onStep('officer');
  await press(page, 'Enter');

  const chosen = page.getByLabel(t('ui.passphrase.new'));
  await expect(chosen).toBeFocused();
  await activate(page, button(page, 'ui.passphrase.suggest'));
  await expect(chosen).not.toHaveValue('');
  const passphrase = await chosen.inputValue();
  await expect(page.getByLabel(t('ui.passphrase.again'))).toBeFocused();
  await type(page, passphrase);
  await expect(button(page, 'ui.setup.next')).toBeEnabled();
  await onStep('passphrase');
  await press(page, 'Enter');

  await expect(page.getByLabel(t('ui.setup.station'))).toBeFocused();
  await onStep('station');
  await press(page, 'Enter');
  await expect(page.getByRole('heading', { name: t('ui.setup.recovery.title') })).toBeVisible();
  await onStep('recovery');
  return passphrase;
}

/** Finds a unit of the official list by its words and takes the first. */
async function findUnit(page: Page, words: string): Promise<void> {
  const finder = page.getByRole('combobox', { name: t('ui.setup.find') });
  await tabTo(page, finder);
  await type(page, words);
  await expect(page.getByRole('option').first()).toBeVisible();
  await press(page, 'Enter');
  await expect(page.getByLabel(t('ui.setup.code'))).not.toHaveValue('');
}
