// Moving through a long list by wheel: the frames the page is given, and rows whose record is not there yet.

import type { CDPSession, Page } from '@playwright/test';

import { expect } from '../harness/test';
import { count, hand, test } from './bench';

/** Pixels in a second and for how many seconds at most: a hand on the wheel, slow and quick; through everything. */
const PASSES = [
  { speed: 3_000, seconds: 12 },
  { speed: 15_000, seconds: 12 },
  { speed: 120_000, seconds: 40 },
];

/** What a page notes of itself while it is moved. */
interface Noted {
  frames: number[];
  long_tasks: number[];
  seen: number;
  blank: number;
  height: number;
  rows: number;
}

declare global {
  interface Window {
    so138Noted: () => Noted;
  }
}

test('a hundred thousand rows', async ({ entry: page, browser }) => {
  await page.locator('[data-period-filter]').selectOption('');
  await expect(page.locator(`[data-count="${count()}"]`)).toBeVisible();
  const bare = await (await browser.newContext()).newPage();
  const measured = [];
  for (const { speed, seconds } of PASSES) {
    const ours = await pass(page, speed, seconds);
    await bare.setContent(box(ours.height));
    const raw = await pass(bare, speed, seconds);
    const { frames, long_tasks, seen, blank, rows } = ours;
    measured.push({ speed, rows, frames, long_tasks, seen, blank, bare: raw.frames });
  }
  hand(measured);
});

async function pass(page: Page, speed: number, seconds: number): Promise<Noted> {
  await page.bringToFront();
  const grid = page.locator('[data-grid]');
  const height = await grid.evaluate((element) => {
    element.scrollTop = 0;
    return element.scrollHeight - element.clientHeight;
  });
  const place = await grid.boundingBox();
  const [x, y] = [(place?.x ?? 0) + 100, (place?.y ?? 0) + 200];
  await page.evaluate(note);
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Input.synthesizeScrollGesture', {
    x,
    y,
    yDistance: -Math.min(height, speed * seconds),
    speed,
    gestureSourceType: 'mouse',
    preventFling: true,
  });
  return page.evaluate(() => window.so138Noted());
}

/** A page with nothing in it but the height. */
function box(height: number): string {
  return `<body style="margin:0"><div data-grid style="height:600px;width:600px;overflow:auto">
    <div style="height:${height + 600}px"></div></div></body>`;
}

/** Runs in the page: notes every frame until it is asked. */
function note(): void {
  const grid = document.querySelector<HTMLElement>('[data-grid]')!;
  const noted: Noted = { frames: [], long_tasks: [], seen: 0, blank: 0, height: 0, rows: 0 };
  const began = grid.scrollTop;
  const work = new PerformanceObserver((list) => {
    noted.long_tasks.push(...list.getEntries().map(({ duration }) => duration));
  });
  work.observe({ entryTypes: ['longtask'] });
  const row = (grid.querySelector<HTMLElement>('.one')?.offsetHeight ?? 0) || 34;
  const head = grid.querySelector<HTMLElement>('.head')?.offsetHeight ?? 0;
  let before: number | undefined;
  let isOver = false;
  const frame = (at: number): void => {
    if (before !== undefined) {
      noted.frames.push(at - before);
    }
    before = at;
    // Rows whose middle is in sight at this frame; a row that does not exist is as blank as an empty one.
    const first = Math.ceil(grid.scrollTop / row);
    const last = Math.floor((grid.scrollTop + grid.clientHeight - head) / row) - 1;
    const there = new Set<number>();
    for (const one of grid.querySelectorAll('[role="row"][aria-busy="false"]')) {
      there.add(Number(one.getAttribute('aria-rowindex')) - 1);
    }
    for (let index = first; index <= last; index += 1) {
      noted.seen += 1;
      noted.blank += there.has(index) ? 0 : 1;
    }
    if (!isOver) {
      requestAnimationFrame(frame);
    }
  };
  requestAnimationFrame(frame);
  window.so138Noted = () => {
    isOver = true;
    work.disconnect();
    noted.height = grid.scrollHeight - grid.clientHeight;
    noted.rows = Math.round((grid.scrollTop - began) / row);
    return noted;
  };
}
