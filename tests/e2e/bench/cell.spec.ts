// From the key that leaves a cell to the frame in which it says that it is kept.

import type { Page } from '@playwright/test';

import { count, hand, test } from './bench';

/** How much slower the page's processor is made, one set of cells each. */
const THROTTLES = [1, 6];
/** Cells of several sorts, and what is typed into the one with this number. */
const FIELDS: readonly (readonly [string, (at: number) => string])[] = [
  ['ten', (at) => `Họp dân lần ${at}`],
  ['so_buoi', (at) => String(1 + (at % 9))],
  ['so_nguoi', (at) => String(20 + at)],
  ['ngay', (at) => `${1 + (at % 19)}/11/2026`],
];
/** Cells that nobody counts: the first ones load what the later ones use. */
const WARM_UP = 8;
/** Between two keys, in milliseconds: the quickest hand. Quicker than that, a cell waits for the one before it. */
const BETWEEN_KEYS = 60;

/** Milliseconds from the key. */
interface Left {
  heard: number;
  kept: number;
}

declare global {
  interface Window {
    so138Left: (left: Left) => Promise<void>;
  }
}

test('cells left one after the other', async ({ entry: page }) => {
  const waiting: ((left: Left) => void)[] = [];
  await page.exposeFunction('so138Left', (left: Left) => waiting.shift()?.(left));
  await page.evaluate(watch);
  const throttled = await page.context().newCDPSession(page);
  const measured = [];
  for (const throttle of THROTTLES) {
    await throttled.send('Emulation.setCPUThrottlingRate', { rate: throttle });
    const all: Left[] = [];
    for (let at = 0; at < count() + WARM_UP; at += 1) {
      const left = new Promise<Left>((resolve) => waiting.push(resolve));
      await leave(page, at);
      all.push(await left);
    }
    const counted = all.slice(WARM_UP);
    measured.push({
      throttle,
      heard: counted.map(({ heard }) => heard),
      kept: counted.map(({ kept }) => kept),
    });
  }
  hand(measured);
});

async function leave(page: Page, at: number): Promise<void> {
  const [field, text] = FIELDS[at % FIELDS.length]!;
  await page.locator(`[data-form] [data-field="${field}"]`).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text(at), { delay: BETWEEN_KEYS });
  await page.keyboard.press('Tab');
}

/** Runs in the page: notes when a cell is left, and the frames in which it says what becomes of it. */
function watch(): void {
  let cell: Element | null = null;
  let began = 0;
  let heard = 0;
  // The first moment after the frame that is about to be drawn.
  const painted = (then: (at: number) => void): void => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => then(performance.now());
      port2.postMessage(null);
    });
  };
  addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Tab') {
        cell = document.activeElement?.closest('[data-cell]') ?? null;
        [began, heard] = [event.timeStamp, 0];
      }
    },
    { capture: true },
  );
  const look = (changes: MutationRecord[]): void => {
    for (const { target } of changes) {
      const state = (target as HTMLElement).dataset['state'];
      if (!cell?.contains(target) || state === undefined) {
        continue;
      }
      if (state === 'saving') {
        painted((at) => (heard ||= at - began));
      } else if (cell) {
        // Judged later, it may change once more: the first word counts.
        cell = null;
        painted((at) => void window.so138Left({ heard: heard || at - began, kept: at - began }));
      }
    }
  };
  new MutationObserver(look).observe(document.body, {
    subtree: true,
    attributes: true,
    attributeFilter: ['data-state'],
  });
}
