// Chromium, shown the very window and the very engine that ship, over the test host.

import { defineConfig } from '@playwright/test';

import { browserPath, target } from './harness/places';

export default defineConfig({
  testDir: 'specs',
  outputDir: `${target}/e2e/results`,
  // Nothing here may pass by trying again, and nothing may be left out by mistake.
  retries: 0,
  forbidOnly: true,
  // Two cores; every station is a program of its own beside the browser.
  workers: 2,
  fullyParallel: true,
  // Far more than a loaded machine needs: a limit ends what hangs, it judges no speed.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    viewport: { width: 1280, height: 800 },
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    // A frame caught while it fades in is no failure of contrast.
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: browserPath,
      // Chromium's own cage needs a user who is not root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
});
