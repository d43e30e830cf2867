// Figures that came on paper: reporters across, figures down, each cell kept the moment it is left.

import { SvelteMap } from 'svelte/reactivity';

import type {
  BoardRowOut,
  FindingOut,
  IndicatorOut,
  NeighbourOut,
  RecordOut,
  ShowKindRes,
} from '../../gen/commands';
import type { CellState } from '../../lib/cell';
import type { Desk } from '../../lib/desk.svelte';
import { AppFailure } from '../../lib/host/types';
import { failureWords, t } from '../../lib/words';
import type { Undo } from './undo.svelte';

/** Sheets read at once; more than any unit has reporters. */
const SHEETS_MAX = 2000;
/** The findings that speak of sheets themselves. */
const ABOUT_SHEETS: readonly string[] = ['sheets_overlap', 'sheets_partial'];
/** The field of both kinds that says which paper it was. */
const SOURCE_FIELD = 'nguon';

/** One row. */
export interface PaperRow {
  readonly key: string;
  readonly label: string;
  readonly group: string;
  readonly groupLabel: string;
  readonly measure: string;
  readonly isOwed: boolean;
}

/** One column: a reporter, or the declared total itself. */
export interface PaperColumn {
  readonly unit: string;
  readonly name: string;
  /** Whether the engine passes this paper over: a closing of the unit itself was accepted. */
  readonly isSuperseded: boolean;
}

/** What was typed into a cell and is not what the book says yet. */
interface Typed {
  readonly text: string;
  readonly state: CellState;
  readonly says: string;
}

/** The papers of one period. */
export class Paper {
  rows = $state.raw<readonly PaperRow[]>([]);
  columns = $state.raw<readonly PaperColumn[]>([]);
  findings = $state.raw<readonly FindingOut[]>([]);
  failure = $state.raw<AppFailure | undefined>();
  neighbours = $state.raw<{
    before: string;
    yearBefore: string;
    fields: Readonly<Record<string, NeighbourOut>>;
  }>({ before: '', yearBefore: '', fields: {} });
  private sheets = $state.raw<ReadonlyMap<string, RecordOut>>(new Map());
  private readonly typed = new SvelteMap<string, Typed>();
  private period = '';
  private isAsking = false;
  private isStale = false;
  private turn = 0;
  private readonly call: Desk['call'];

  constructor(
    private readonly desk: Desk,
    private readonly kind: ShowKindRes,
    private readonly undo: Undo,
  ) {
    this.call = desk.call.bind(desk);
  }

  /** Whether there is a column for each reporter; else the one column is the total declared elsewhere. */
  get isByReporter(): boolean {
    return this.kind.kind.family === 'sheet';
  }

  /** Turns to a period. */
  async open(period: string, periodKind: string): Promise<void> {
    this.period = period;
    this.typed.clear();
    try {
      const [indicators, board] = await Promise.all([
        this.call('list_indicators', {}),
        this.isByReporter ? this.call('show_board', { period }) : undefined,
      ]);
      this.rows = rowsOf(indicators, periodKind);
      this.columns = board
        ? board.rows.map(columnOf)
        : [{ unit: '', name: t('ui.entry.paper.declared'), isSuperseded: false }];
      this.failure = undefined;
    } catch (rejection) {
      this.failure = AppFailure.from(rejection);
    }
    await Promise.all([this.read(), this.examine()]);
  }

  /** What the book or the person says in a cell. */
  text(column: PaperColumn, row: PaperRow): string {
    return this.typed.get(place(column, row))?.text ?? this.kept(column, row);
  }

  /** What the book says in a cell. */
  kept(column: PaperColumn, row: PaperRow): string {
    return this.sheets.get(column.unit)?.shown[row.key] ?? '';
  }

  /** How a cell stands. */
  state(column: PaperColumn, row: PaperRow): CellState {
    const typed = this.typed.get(place(column, row));
    return typed?.state ?? (this.kept(column, row) === '' ? 'empty' : 'saved');
  }

  /** What the engine said of a cell. */
  says(column: PaperColumn, row: PaperRow): string {
    return this.typed.get(place(column, row))?.says ?? '';
  }

  /** Which paper the figures of a column come from. */
  source(column: PaperColumn): string {
    return this.sheets.get(column.unit)?.shown[SOURCE_FIELD] ?? '';
  }

  /** A cell is left with another text: kept, or said to be wrong and left standing as typed. */
  async leave(column: PaperColumn, row: PaperRow, text: string): Promise<void> {
    if (text === this.text(column, row)) {
      return;
    }
    const at = place(column, row);
    this.typed.set(at, { text, state: 'saving', says: '' });
    try {
      await this.send(column, { [row.key]: text }, null);
      await this.read();
      if (this.typed.get(at)?.text === text) {
        this.typed.delete(at);
      }
    } catch (rejection) {
      const { says } = failureWords(AppFailure.from(rejection));
      if (this.typed.get(at)?.text === text) {
        this.typed.set(at, { text, state: 'wrong', says });
      }
    }
  }

  /** Forgets what was typed and is not in the book. */
  restore(column: PaperColumn, row: PaperRow): void {
    this.typed.delete(place(column, row));
  }

  /** Which paper it was, of a column. */
  async name(column: PaperColumn, source: string): Promise<void> {
    try {
      await this.send(column, {}, source);
      this.failure = undefined;
      await this.read();
    } catch (rejection) {
      this.failure = AppFailure.from(rejection);
    }
  }

  /** The same figures a period and a year before, of the column one stands in. */
  async look(column: PaperColumn): Promise<void> {
    const turn = ++this.turn;
    try {
      const answer = await this.call('list_neighbours', {
        kind: this.kind.kind.code,
        day: this.period,
        reporter: column.unit || null,
      });
      if (turn === this.turn) {
        this.neighbours = {
          before: answer.before_label ?? '',
          yearBefore: answer.year_before_label ?? '',
          fields: answer.fields,
        };
      }
    } catch {
      this.neighbours = { before: '', yearBefore: '', fields: {} };
    }
  }

  /** Reads all sheets of the period again; asked while it reads, it reads once more after. */
  async read(): Promise<void> {
    if (this.period === '') {
      return;
    }
    if (this.isAsking) {
      this.isStale = true;
      return;
    }
    this.isAsking = true;
    do {
      this.isStale = false;
      const { period } = this;
      try {
        const answer = await this.call('list_records', {
          unit: null,
          kind: this.kind.kind.code,
          period: null,
          // A sheet names its period and has no day of its own.
          text: period,
          limit: SHEETS_MAX,
          offset: 0,
        });
        if (period === this.period) {
          this.sheets = this.byReporter(answer.records);
        }
      } catch (rejection) {
        this.failure = AppFailure.from(rejection);
      }
    } while (this.isStale);
    this.isAsking = false;
  }

  private byReporter(records: readonly RecordOut[]): ReadonlyMap<string, RecordOut> {
    const { period_field, fields } = this.kind;
    const unitField = fields.find((field) => field.is === 'unit')?.name;
    const own = records.filter(
      (record) => period_field === null || record.fields[period_field] === this.period,
    );
    return new Map(
      own.map((record) => [unitField ? String(record.fields[unitField]) : '', record]),
    );
  }

  private async send(
    column: PaperColumn,
    cells: Record<string, string>,
    source: string | null,
  ): Promise<void> {
    const { period } = this;
    const answer = this.isByReporter
      ? await this.call('save_sheet', { reporter: column.unit, period, cells, source })
      : await this.call('save_declared', { period, cells, source });
    this.undo.push([{ record: answer.record, version: answer.version }]);
    this.desk.changed();
  }

  /** What is to be said of the sheets as such: those that overlap, those that cover a part only. */
  private async examine(): Promise<void> {
    if (!this.isByReporter) {
      return;
    }
    try {
      const review = await this.call('review_period', { period: this.period, provisional: true });
      this.findings = review.rows
        .filter(({ finding }) => ABOUT_SHEETS.includes(finding.check))
        .map(({ finding, unit_name }) => ({ ...finding, says: `${unit_name}: ${finding.says}` }));
    } catch {
      // The sheets can be typed without it; the review has a screen of its own.
      this.findings = [];
    }
  }
}

function place(column: PaperColumn, row: PaperRow): string {
  return `${column.unit} ${row.key}`;
}

function columnOf(row: BoardRowOut): PaperColumn {
  return { unit: row.unit, name: row.name, isSuperseded: row.state === 'accepted' };
}

/** Figures one can type: those that are worked out from others are not asked for. */
export function rowsOf(indicators: readonly IndicatorOut[], periodKind: string): PaperRow[] {
  return indicators
    .filter((one) => one.formula === null)
    .map((one) => ({
      key: one.code,
      label: one.label,
      group: one.group,
      groupLabel: one.group_label,
      measure: one.measure,
      isOwed: one.owed.some((rule) => rule.periods.includes(periodKind)),
    }));
}
