// Measuring, one thing at a time: nothing is recorded beside it, nothing is asserted about time.

import { defineConfig } from '@playwright/test';

import base from '../playwright.config';

export default defineConfig({
  ...base,
  testDir: '.',
  workers: 1,
  timeout: 600_000,
  use: { ...base.use, trace: 'off', screenshot: 'off' },
});
