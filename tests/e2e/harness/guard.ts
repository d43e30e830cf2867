// What must never happen in the window, watched for in every test.

import type { Page } from '@playwright/test';

declare global {
  interface Window {
    so138Violation: (what: string) => Promise<void>;
  }
}

/** What Chromium says when a host that was killed no longer answers. */
const HOST_IS_AWAY = /net::ERR_(CONNECTION|EMPTY_RESPONSE|INCOMPLETE_CHUNKED|FAILED)/;

/** Watches one window. */
export class PageGuard {
  readonly problems: string[] = [];
  #isHostGone = false;

  /** Watches a window that has not been anywhere yet. */
  static async over(page: Page, origin: string): Promise<PageGuard> {
    const guard = new PageGuard();
    page.on('pageerror', (error) => guard.#report(`an error nobody caught: ${error.stack ?? error}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        guard.#report(`the console says: ${message.text()}`);
      }
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) {
        guard.#report(`a request to another place: ${url.href}`);
      }
    });
    page.on('response', (response) => {
      if (response.status() >= 400) {
        guard.#report(`${response.status()} for ${response.url()}`);
      }
    });
    await page.exposeFunction('so138Violation', (what: string) => guard.#report(what));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const what = `${event.effectiveDirective} refuses ${event.blockedURI} ${event.sample}`;
        void window.so138Violation(`the content policy: ${what}`);
      });
      // Everything is reached by keyboard, so no test may help itself with a mouse.
      document.addEventListener(
        'pointerdown',
        (event) => void window.so138Violation(`a mouse was used on ${(event.target as Element).outerHTML.slice(0, 80)}`),
        { capture: true },
      );
    });
    return guard;
  }

  /** The host is killed on purpose: that it does not answer is no problem any more. */
  hostGoesAway(): void {
    this.#isHostGone = true;
  }

  /** Takes note of what happened, so that a test that wants it can go on. */
  takeProblems(): string[] {
    return this.problems.splice(0);
  }

  #report(what: string): void {
    if (!(this.#isHostGone && HOST_IS_AWAY.test(what))) {
      this.problems.push(what);
    }
  }
}
