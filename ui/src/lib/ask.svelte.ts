// One question to the engine, as a screen shows it: waiting, answered, or refused.

import { AppFailure } from './host/types';

/** The state of one question. A later question makes the answers to earlier ones stale. */
export class Ask<T> {
  value = $state.raw<T | undefined>();
  failure = $state<AppFailure | undefined>();
  isLoading = $state(false);
  private turn = 0;

  /** Asks. What was known before stays visible until the answer is here, also when it is a refusal. */
  async run(question: () => Promise<T>): Promise<T | undefined> {
    const turn = ++this.turn;
    this.isLoading = true;
    try {
      const value = await question();
      if (turn === this.turn) {
        this.value = value;
        this.failure = undefined;
      }
      return value;
    } catch (rejection) {
      if (turn === this.turn) {
        this.failure = AppFailure.from(rejection);
      }
      return undefined;
    } finally {
      if (turn === this.turn) {
        this.isLoading = false;
      }
    }
  }
}
