// What a reference, a unit or a long list of choices offers while somebody types.

import type { FieldOut } from '../../gen/commands';
import type { Desk } from '../../lib/desk.svelte';
import { day } from '../../lib/format';

/** One thing to pick: what is typed for it, and how it is read. */
export interface Pick {
  readonly value: string;
  readonly name: string;
  readonly detail: string;
}

/** How many are offered at once. */
const OFFERED = 12;
/** Fields that hold several things. */
const MANY: readonly string[] = ['refs', 'options'];

/** Whether a field holds several. */
export function holdsMany(field: { readonly is: string }): boolean {
  return MANY.includes(field.is);
}

/** Letters without accents, as they are typed in a hurry. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/đ/gi, 'd')
    .toLowerCase()
    .trim();
}

/** The choices of a list whose words begin like those typed; all of them before anything is typed. */
export function offerOptions(field: FieldOut, text: string): Pick[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const fits = (label: string): boolean => {
    const said = ` ${plain(label)}`;
    return words.every((word) => said.includes(` ${word}`));
  };
  return field.options
    .filter(({ label, code }) => fits(label) || plain(code) === plain(text))
    .map(({ code, label }) => ({ value: code, name: label, detail: '' }));
}

/** Things that fit what was typed; the engine searches records and units. */
export async function offer(call: Desk['call'], field: FieldOut, text: string): Promise<Pick[]> {
  if (field.is === 'options') {
    return offerOptions(field, text);
  }
  if (field.is === 'unit') {
    const units = await call('list_units', { text: text.trim() || null });
    return units
      .slice(0, OFFERED)
      .map(({ code, name, parent_name }) => ({ value: code, name, detail: parent_name ?? '' }));
  }
  const pages = await Promise.all(
    field.kinds.map((kind) =>
      call('list_records', {
        unit: null,
        kind,
        period: null,
        text: text.trim() || null,
        limit: OFFERED,
        offset: 0,
      }),
    ),
  );
  return pages
    .flatMap((page) => page.records)
    .slice(0, OFFERED)
    .map((one) => ({
      value: one.record,
      name: one.title,
      detail: one.day === null ? '' : day(one.day),
    }));
}

/** The parts of a text that names several things. */
export function parts(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
}

/** What each part reads like: the engine prints several titles with `;` between, options with their labels. */
export function named(field: FieldOut, text: string, shown: string): Pick[] {
  const values = holdsMany(field) ? parts(text) : [text].filter(Boolean);
  const titles = holdsMany(field) ? shown.split('; ') : [shown];
  return values.map((value, at) => {
    const option = [...field.options, ...field.past_options].find((one) => one.code === value);
    const title = titles.length === values.length ? titles[at] : undefined;
    return { value, name: option?.label || title || value, detail: '' };
  });
}
