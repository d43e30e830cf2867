// A field of a kind, for tests: everything absent that a test does not name.

import type { FieldOut } from '../../gen/commands';

/** A field without limits, days or choices. */
export function field(name: string, is = 'text', more: Partial<FieldOut> = {}): FieldOut {
  return {
    name,
    label: name,
    is,
    required: false,
    since: null,
    until: null,
    default: null,
    note: null,
    min: null,
    max: null,
    scale: null,
    chars_max: null,
    kinds: [],
    list: null,
    options: [],
    past_options: [],
    ...more,
  };
}
