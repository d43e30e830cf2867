// What was changed last, so that it can be taken back: every step back is a new version in the book.

import type { ChangeOut, RevertRecordsRes } from '../../gen/commands';
import type { Desk } from '../../lib/desk.svelte';
import { t } from '../../lib/words';

/** Changes that go back together. */
export type Step = readonly ChangeOut[];

/** From this many on, taking back takes long enough to show how far it is. */
const LONG_STEP = 100;

/** The changes of this visit to the screen, the latest last. */
export class Undo {
  private done = $state.raw<readonly Step[]>([]);
  private undone = $state.raw<readonly Step[]>([]);
  private isBusy = false;

  constructor(private readonly desk: Pick<Desk, 'call' | 'run'>) {}

  /** Whether there is something to take back. */
  get canUndo(): boolean {
    return this.done.length > 0;
  }

  /** Whether something taken back can be done again. */
  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** Remembers a change. What was taken back before it cannot be done again. */
  push(step: Step): void {
    if (step.length > 0) {
      this.done = [...this.done, step];
      this.undone = [];
    }
  }

  /** Takes the last change back; nothing when there is none. A refusal is thrown and changes nothing. */
  async undo(): Promise<RevertRecordsRes | undefined> {
    return this.turn(this.done, (rest, answer) => {
      this.done = rest;
      this.undone = [...this.undone, answer];
    });
  }

  /** Does again what was taken back last. */
  async redo(): Promise<RevertRecordsRes | undefined> {
    return this.turn(this.undone, (rest, answer) => {
      this.undone = rest;
      this.done = [...this.done, answer];
    });
  }

  private async turn(
    steps: readonly Step[],
    keep: (rest: readonly Step[], answer: Step) => void,
  ): Promise<RevertRecordsRes | undefined> {
    const last = steps.at(-1);
    if (!last || this.isBusy) {
      return undefined;
    }
    this.isBusy = true;
    try {
      const payload = { changes: [...last] };
      const answer = await (last.length < LONG_STEP
        ? this.desk.call('revert_records', payload)
        : this.desk.run(t('ui.entry.undo'), 'revert_records', payload));
      keep(steps.slice(0, -1), answer.records);
      return answer;
    } finally {
      this.isBusy = false;
    }
  }
}
