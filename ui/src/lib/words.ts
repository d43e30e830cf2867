// Every word a person reads comes from the locale file; another language is one more file.

import vi from '@locales/vi.json';

import type { AppFailure } from './host/types';

/** The name of a piece of text; a misspelt one does not compile. */
export type WordKey = keyof typeof vi;

/** What fills the `{name}` places of a text. */
export type WordParams = Readonly<Record<string, string | number>>;

/** The text of a key. A place whose value is missing stays visible as `{name}`. */
export function t(key: WordKey, params: WordParams = {}): string {
  return fill(vi[key], params);
}

/** Whether the locale file has a text of this name. */
export function isWordKey(key: string): key is WordKey {
  return Object.hasOwn(vi, key);
}

/** What went wrong and what to do next, in words; codes without words of their own share a pair. */
export function failureWords(failure: AppFailure): { says: string; next: string } {
  const says = `error.${failure.code}.says`;
  // Where the engine's words name a command to type, the window has its own.
  const next = [`ui.next.${failure.code}`, `error.${failure.code}.next`].find(isWordKey);
  // A bug that never reached the engine has no reference to read out.
  const params = { reference: '–', ...failure.params, code: failure.code };
  return {
    says: t(isWordKey(says) ? says : 'ui.failure.says', params),
    next: t(next ?? 'ui.failure.next', params),
  };
}

function fill(text: string, params: WordParams): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : place,
  );
}
