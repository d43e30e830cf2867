// The words of the window, from the very file it reads them from.

import { readFileSync } from 'node:fs';

import type vi from '../../../assets/locales/vi.json';
import { wordsPath } from './places';

/** The name of a piece of text; a misspelt one does not compile. */
export type WordKey = keyof typeof vi;

const words = JSON.parse(readFileSync(wordsPath, 'utf8')) as Record<WordKey, string>;

/** The text of a key with its `{name}` places filled; a key or a place without its value is an error. */
export function t(key: WordKey, params: Readonly<Record<string, string | number>> = {}): string {
  if (!Object.hasOwn(words, key)) {
    throw new Error(`${key} is not in the locale file`);
  }
  return words[key].replace(/\{(\w+)\}/g, (_, name: string) => {
    if (!Object.hasOwn(params, name)) {
      throw new Error(`${key} needs a value for {${name}}`);
    }
    return String(params[name]);
  });
}

/** A text with places in it, as a pattern in which every place may be anything. */
export function pattern(key: WordKey): RegExp {
  const parts = words[key].split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('.*'));
}
