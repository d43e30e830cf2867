import { expect, test } from 'vitest';

import {
  AppFailure,
  STORE_STATES,
  type CommandName,
  type Commands,
  type Host,
} from '../../lib/host/types';
import { isWordKey } from '../../lib/words';
import { Start } from './start.svelte';
import { STEPS } from './steps';

type Answers = { [C in CommandName]: Commands[C]['res'] | AppFailure };

/** A host that answers from a table; a failure in the table is thrown. */
function host(answers: Answers): Host {
  return {
    async call<C extends CommandName>(cmd: C): Promise<Commands[C]['res']> {
      const answer: Answers[C] = answers[cmd];
      if (answer instanceof AppFailure) {
        throw answer;
      }
      return answer as Commands[C]['res'];
    },
  };
}

const answers = {
  app_version: { version: '0.1.0', released_on: '2026-08-01' },
  store_state: { state: 'missing', sandbox: false },
} as const;

test('the version and the state are shown together', async () => {
  const start = new Start(host(answers));
  await start.load();
  expect(start.version).toBe('0.1.0');
  expect(start.store).toEqual({ state: 'missing', sandbox: false });
  expect(start.isLoading).toBe(false);
});

test('a failure is shown and leaves what was known before', async () => {
  const table: Answers = { ...answers };
  const start = new Start(host(table));
  await start.load();
  table.store_state = new AppFailure('store_busy', {});
  await start.load();
  expect(start.failure?.code).toBe('store_busy');
  expect(start.store?.state).toBe('missing');
  table.store_state = { state: 'open', sandbox: true };
  await start.load();
  expect(start.failure).toBeUndefined();
  expect(start.store?.state).toBe('open');
});

test.each(STORE_STATES)('the state %s has a title, a sentence and a next step', (state) => {
  expect(isWordKey(`shell.state.${state}.title`)).toBe(true);
  expect(isWordKey(`shell.state.${state}.says`)).toBe(true);
  expect(STEPS[state].length).toBeGreaterThan(0);
});
