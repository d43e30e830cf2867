// What a person does next in each state of the store.

import type { StoreStateName } from '../../lib/host/types';
import type { WordKey } from '../../lib/words';

/** One thing to do: words, and the command line that does it when there is one. */
export interface Step {
  readonly words: WordKey;
  readonly command?: string;
}

const DAILY: readonly Step[] = [
  { words: 'shell.steps.record', command: 'so138 record add --help' },
  { words: 'shell.steps.close', command: 'so138 period close --help' },
  { words: 'shell.steps.export', command: 'so138 export --help' },
];

/** The steps of each state, in the order they are done. */
export const STEPS: Readonly<Record<StoreStateName, readonly Step[]>> = {
  missing: [
    { words: 'shell.steps.init', command: 'so138 station create --help' },
    { words: 'shell.steps.help', command: 'so138 --help' },
  ],
  locked: [{ words: 'shell.steps.status', command: 'so138 status' }, ...DAILY],
  open: DAILY,
  newer: [
    { words: 'shell.steps.update' },
    { words: 'shell.steps.version', command: 'so138 --version' },
  ],
  damaged: [
    { words: 'shell.steps.keep' },
    { words: 'shell.steps.check', command: 'so138 doctor' },
    { words: 'shell.steps.restore', command: 'so138 restore --help' },
  ],
};
