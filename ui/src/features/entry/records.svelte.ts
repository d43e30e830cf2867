// The records of a grid, page by page: asked for when they come into sight, kept as long as they are near.

import { SvelteMap } from 'svelte/reactivity';

import type { RecordOut } from '../../gen/commands';
import type { Desk } from '../../lib/desk.svelte';
import { AppFailure } from '../../lib/host/types';

/** Rows asked for at once, and how many such pages are kept. */
export const PAGE_ROWS = 200;
const PAGES_MAX = 24;
/** Rows fetched ahead on both sides, so that whoever scrolls seldom meets a page on its way. */
const ROWS_AHEAD = 100;

/** Which records are looked at. */
export interface Filter {
  readonly kind: string;
  readonly period: string | null;
  readonly text: string;
}

/** The records behind one grid. */
export class Records {
  count = $state(0);
  isLoading = $state(false);
  failure = $state<AppFailure | undefined>();
  /** Whether the first answer to the filter is here. */
  isKnown = $state(false);
  private readonly pages = new SvelteMap<number, readonly RecordOut[]>();
  private readonly asked = new Set<number>();
  private filter: Filter | undefined;
  private turn = 0;
  private sight = { from: 0, to: 0 };

  constructor(private readonly call: Desk['call']) {}

  /** Looks at other records. */
  async open(filter: Filter): Promise<void> {
    this.filter = filter;
    this.turn += 1;
    this.pages.clear();
    this.asked.clear();
    this.count = 0;
    this.isKnown = false;
    this.sight = { from: 0, to: 0 };
    await this.ask(0);
  }

  /** The record of a row; none while it is on its way. */
  row(index: number): RecordOut | undefined {
    return this.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  }

  /** The row of a record, as far as it is here. */
  indexOf(record: string): number {
    for (const [page, rows] of this.pages) {
      const at = rows.findIndex((one) => one.record === record);
      if (at >= 0) {
        return page * PAGE_ROWS + at;
      }
    }
    return -1;
  }

  /** Fetches what is in sight and not here. */
  see(from: number, to: number): void {
    this.sight = { from, to };
    for (const page of this.inSight()) {
      if (!this.pages.has(page) && !this.asked.has(page)) {
        void this.ask(page);
      }
    }
  }

  /** Something was written: what is in sight is asked again and stands until the answer is here. */
  async refresh(): Promise<void> {
    this.turn += 1;
    this.asked.clear();
    const near = this.inSight();
    for (const page of [...this.pages.keys()]) {
      if (!near.includes(page)) {
        this.pages.delete(page);
      }
    }
    await Promise.all(near.map((page) => this.ask(page)));
  }

  private inSight(): number[] {
    const { from, to } = this.sight;
    const end = Math.max(from, Math.min(this.count, to + ROWS_AHEAD) - 1);
    const first = Math.floor(Math.max(0, from - ROWS_AHEAD) / PAGE_ROWS);
    const last = Math.floor(end / PAGE_ROWS);
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  }

  private async ask(page: number): Promise<void> {
    if (!this.filter) {
      return;
    }
    const { turn, filter } = this;
    this.asked.add(page);
    this.isLoading = true;
    try {
      const answer = await this.call('list_records', {
        unit: null,
        kind: filter.kind,
        period: filter.period,
        text: filter.text.trim() === '' ? null : filter.text,
        limit: PAGE_ROWS,
        offset: page * PAGE_ROWS,
      });
      if (turn === this.turn) {
        this.pages.set(page, answer.records);
        this.count = answer.count;
        this.failure = undefined;
        this.forget();
      }
    } catch (rejection) {
      if (turn === this.turn) {
        this.failure = AppFailure.from(rejection);
      }
    } finally {
      if (turn === this.turn) {
        this.asked.delete(page);
        this.isLoading = this.asked.size > 0;
        this.isKnown = true;
      }
    }
  }

  /** Lets go of the pages that are farthest from the eye. */
  private forget(): void {
    const middle = (this.sight.from + this.sight.to) / 2 / PAGE_ROWS;
    const far = [...this.pages.keys()].sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
    for (const page of far.slice(PAGES_MAX)) {
      this.pages.delete(page);
    }
  }
}
