// Where things are, whatever folder the tests were started from.

import { fileURLToPath } from 'node:url';

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Cargo's output folder; everything these tests write goes below it. */
export const target = process.env['SO138_TARGET'] ?? at('target');

/** The test host, as `cargo xtask e2e` builds it. */
export const hostPath = process.env['SO138_HOST_BIN'] ?? `${target}/debug/host`;

/** The window built in twin mode. */
export const distPath = process.env['SO138_DIST_TWIN'] ?? at('ui/dist-twin');

/** The words a person reads. */
export const wordsPath = at('assets/locales/vi.json');

/** The browser that is installed; none is ever downloaded. */
export const browserPath = process.env['SO138_CHROMIUM'] ?? '/usr/bin/chromium';
