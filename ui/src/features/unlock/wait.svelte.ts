// The wait after wrong tries: counted down so that nobody has to guess when to try again.

import type { AppFailure } from '../../lib/host/types';
import { secondsLeft, secondsOf } from './wait';

/** How often the shown number is looked at. */
const TICK_MS = 250;

/** A wait that runs down. */
export class Wait {
  seconds = $state(0);
  private timer: ReturnType<typeof setInterval> | undefined;

  /** Waits as long as a refusal says; one that says nothing ends no wait that runs. */
  begin(failure: AppFailure | undefined): void {
    const seconds = secondsOf(failure);
    if (seconds > 0) {
      const end = performance.now() + seconds * 1000;
      this.end();
      this.seconds = seconds;
      this.timer = setInterval(() => {
        this.seconds = secondsLeft(end, performance.now());
        if (this.seconds === 0) {
          this.end();
        }
      }, TICK_MS);
    }
  }

  /** Stops counting. */
  end(): void {
    clearInterval(this.timer);
    this.seconds = 0;
  }
}
