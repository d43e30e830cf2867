// Keys: declared beside what they do, listed by F1, never in the way of an input method.

import { onMount } from 'svelte';

import type { WordKey } from './words';

/** One key, and what it does on this screen. */
export interface Shortcut {
  /** As printed: `Ctrl+Enter`, `Alt+1`, `F2`. */
  readonly keys: string;
  /** What it does, in words; one without words is not listed by F1. */
  readonly does?: WordKey;
  /** Does it. Answering `false` leaves the key to the browser. */
  readonly run: (event: KeyboardEvent) => void | false;
}

/** The part of a keyboard event that says which key it is. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey' | 'isComposing' | 'keyCode'
>;

/** What the engine reports while an input method puts a letter together. */
const COMPOSING_KEY_CODE = 229;

/** Whether an input method is at work; then no handler may act. */
export function isComposing(event: Pick<KeyPress, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === COMPOSING_KEY_CODE;
}

/** The name of a key press, in the form of `Shortcut.keys`; empty while composing. */
export function keyName(event: KeyPress): string {
  if (isComposing(event)) {
    return '';
  }
  const held = [
    event.ctrlKey || event.metaKey ? 'Ctrl+' : '',
    event.altKey ? 'Alt+' : '',
    event.shiftKey && event.key.length > 1 ? 'Shift+' : '',
  ].join('');
  return held + plainKey(event);
}

/** Letters and digits go by their place on the keyboard: with Alt or Unikey the letter may be another. */
function plainKey(event: KeyPress): string {
  const place = /^(?:Key|Digit)(\w)$/.exec(event.code)?.[1];
  if (place !== undefined && (event.ctrlKey || event.altKey || event.metaKey)) {
    return place;
  }
  return event.key.length === 1 ? event.key.toUpperCase() : event.key;
}

/** Those who listen: later layers first; a modal layer hides those below it. */
export class Keys {
  private layers: { shortcuts: () => readonly Shortcut[]; modal: boolean }[] = [];

  /** Adds a layer until the answer is called. */
  add(shortcuts: () => readonly Shortcut[], modal = false): () => void {
    const layer = { shortcuts, modal };
    this.layers.push(layer);
    return () => {
      this.layers = this.layers.filter((one) => one !== layer);
    };
  }

  /** Every key that would act now, nearest first. */
  active(): Shortcut[] {
    const found: Shortcut[] = [];
    for (const layer of [...this.layers].reverse()) {
      found.push(...layer.shortcuts());
      if (layer.modal) {
        break;
      }
    }
    return found;
  }

  /** Acts on a key press; a key that nobody claims stays the browser's. */
  handle(event: KeyboardEvent): void {
    const name = keyName(event);
    // Backspace belongs to the input method and to the text alone.
    if (name === '' || event.defaultPrevented || event.key === 'Backspace') {
      return;
    }
    const shortcut = this.active().find(({ keys }) => keys === name);
    if (shortcut !== undefined && shortcut.run(event) !== false) {
      event.preventDefault();
    }
  }
}

/** The one list of the window. */
export const keys = new Keys();

/** Claims keys while a component is on the screen. */
export function useKeys(shortcuts: () => readonly Shortcut[], modal = false): void {
  onMount(() => keys.add(shortcuts, modal));
}
