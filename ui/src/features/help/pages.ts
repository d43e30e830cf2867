// The pages of the manual: one for the beginning, one for each screen.

import backup from '@manual/backup.md';
import board from '@manual/board.md';
import bundles from '@manual/bundles.md';
import entry from '@manual/entry.md';
import period from '@manual/period.md';
import review from '@manual/review.md';
import start from '@manual/start.md';
import stations from '@manual/stations.md';
import today from '@manual/today.md';
import totals from '@manual/totals.md';

/** Markup of every page, by its name, in reading order. */
export const PAGES = { start, today, entry, period, board, review, totals, bundles, stations, backup };

/** The name of a page. */
export type PageName = keyof typeof PAGES;

/** The page of a screen; the beginning where there is none. */
export function pageOf(screen: string | undefined): PageName {
  return screen !== undefined && Object.hasOwn(PAGES, screen) ? (screen as PageName) : 'start';
}
