// The book open at one kind: its records, the form beside them, what was begun and what can be taken back.

import type {
  DraftOut,
  KindOut,
  ListPeriodsRes,
  SaveRecordRes,
  ShowKindRes,
  ShowRecordRes,
} from '../../gen/commands';
import type { Desk } from '../../lib/desk.svelte';
import { count } from '../../lib/format';
import { AppFailure } from '../../lib/host/types';
import { t } from '../../lib/words';
import { Form, type Start } from './form.svelte';
import { inUse, isLasting, isPaper } from './kinds';
import { periodNames } from './period-names';
import { Records } from './records.svelte';
import { Undo, type Step } from './undo.svelte';

/** How many periods of a kind one can choose, and how many changed figures are told. */
const PERIODS = 24;
const TOTALS_TOLD = 3;

/** The screen's work, without its looks. */
export class Book {
  kinds = $state.raw<readonly KindOut[]>([]);
  kind = $state.raw<ShowKindRes | undefined>();
  form = $state.raw<Form | undefined>();
  drafts = $state.raw<readonly DraftOut[]>([]);
  periods = $state.raw<ListPeriodsRes | undefined>();
  period = $state('');
  text = $state('');
  failure = $state.raw<AppFailure | undefined>();
  /** What was done last, and what it did to the figures; it stands until the next thing is done. */
  said = $state.raw<{ tone: 'good' | 'warning'; says: string } | undefined>();
  readonly records: Records;
  readonly undo: Undo;
  private readonly call: Desk['call'];
  private readonly shown = new Map<string, ShowRecordRes>();
  private lastSaved: string | undefined;
  private turn = 0;

  constructor(private readonly desk: Desk) {
    this.call = desk.call.bind(desk);
    this.records = new Records(this.call);
    this.undo = new Undo(this.desk);
  }

  /** Today, ISO. */
  get today(): string {
    return this.periods?.today ?? '';
  }

  /** Whether the kind is filled in on the grid of papers. */
  get isPaper(): boolean {
    return this.kind !== undefined && isPaper(this.kind.kind);
  }

  /** Opens the book where the place says: a record, a kind, a period; else at the first kind. */
  async start(place: Readonly<Record<string, string | undefined>>): Promise<void> {
    await this.guard(async () => {
      const [kinds, periods, drafts] = await Promise.all([
        this.call('list_kinds', {}),
        this.call('list_periods', { count: PERIODS, unit: null }),
        this.call('list_drafts', {}),
      ]);
      this.periods = periods;
      this.drafts = drafts;
      this.kinds = inUse(kinds, periods.today, this.desk.whoami.receiver);
      const first = place['kind'] ?? this.kinds[0]?.code;
      if (place['record'] !== undefined) {
        await this.openRecord(place['record']);
      } else if (first !== undefined) {
        await this.choose(first, place['period']);
      }
    });
  }

  /** Turns to a kind, with an empty form. What was begun in another one stays a draft. */
  async choose(code: string, period?: string): Promise<void> {
    const turn = ++this.turn;
    await this.guard(async () => {
      const kind = await this.call('show_kind', { kind: code });
      if (turn !== this.turn) {
        return;
      }
      const current = isLasting(kind.kind) ? '' : (this.periods?.current.month ?? '');
      this.kind = kind;
      this.period = period ?? current;
      this.text = '';
      this.said = undefined;
      this.lastSaved = undefined;
      if (!isPaper(kind.kind)) {
        this.begin();
        await this.filter();
      } else {
        this.form = undefined;
      }
    });
    void this.countDrafts();
  }

  /** Looks at other records of the kind. */
  async filter(): Promise<void> {
    if (this.kind) {
      const { kind, period, text } = this;
      const code = kind.kind.code;
      // What names its period itself has no day to be found by: there the period is one more word.
      const isNamed = kind.period_field !== null && kind.day_field === null;
      await this.records.open(
        isNamed
          ? { kind: code, period: null, text: `${period} ${text}`.trim() }
          : { kind: code, period: period || null, text },
      );
    }
  }

  /** An empty form. Its id is made here, so that a crash in the middle of a cell loses nothing before it. */
  begin(): void {
    if (this.kind) {
      this.show(this.formOf(this.kind, { id: crypto.randomUUID() }));
    }
  }

  /** A record in the form; what was typed into it and not saved is there again. */
  async openRecord(id: string): Promise<void> {
    await this.guard(async () => {
      const record = await this.call('show_record', { record: id });
      if (record.kind !== this.kind?.kind.code) {
        await this.choose(record.kind);
      }
      if (this.kind && !this.isPaper) {
        const draft = this.drafts.find((one) => one.record === id);
        this.show(this.formOf(this.kind, { id, record, draft }));
      }
    });
  }

  /** What was begun and not saved, as it was left. */
  async openDraft(draft: DraftOut): Promise<void> {
    await this.guard(async () => {
      const record = await this.known(draft.record);
      if (draft.kind !== this.kind?.kind.code) {
        await this.choose(draft.kind);
      }
      if (this.kind) {
        this.show(this.formOf(this.kind, { id: draft.record, record, draft }));
      }
    });
  }

  /** What a form or a dialog saved: told, remembered for undoing, shown in the grid. */
  async saved(answer: SaveRecordRes): Promise<void> {
    this.lastSaved = answer.record;
    this.shown.delete(answer.record);
    this.undo.push([{ record: answer.record, version: answer.version }]);
    // Whole figures say it; their breakdowns would only say it again.
    const whole = answer.totals.filter(({ key }) => !key.includes('|'));
    const told = whole
      .slice(0, TOTALS_TOLD)
      .map(({ label, before, now }) =>
        t('ui.entry.saved.total', { label, before: before?.shown ?? '–', now: now?.shown ?? '–' }),
      );
    this.say([t('ui.entry.saved'), ...told].join(' '), answer.amends);
    this.begin();
    await this.wrote();
  }

  /** Rows that were pasted or read from a file. */
  async savedRows(step: Step, amends: readonly string[]): Promise<void> {
    this.undo.push(step.map(({ record, version }) => ({ record, version })));
    this.say(t('ui.entry.saved.rows', { count: count(step.length) }), amends);
    await this.wrote();
  }

  /** A record that was taken out. */
  async removed(record: string, version: string, amends: readonly string[]): Promise<void> {
    this.undo.push([{ record, version }]);
    this.say(t('ui.entry.deleted'), amends);
    if (this.form?.id === record) {
      this.begin();
    }
    await this.wrote();
  }

  /** Takes the last change back, or does it again. */
  async goBack(isRedo: boolean): Promise<void> {
    await this.guard(async () => {
      const answer = await (isRedo ? this.undo.redo() : this.undo.undo());
      if (answer) {
        const words = isRedo ? 'ui.entry.redone' : 'ui.entry.undone';
        this.say(t(words, { count: count(answer.records.length) }), answer.amends);
        answer.records.forEach(({ record }) => this.shown.delete(record));
        if (this.form && answer.records.some(({ record }) => record === this.form?.id)) {
          this.begin();
        }
        await this.wrote();
      }
    });
  }

  /** What the record before says in a field: the one below in the grid, or the one saved last. */
  async repeat(field: string): Promise<string | undefined> {
    const at = this.form && !this.form.isNew ? this.records.indexOf(this.form.id) + 1 : 0;
    const before = (this.form?.isNew ? this.lastSaved : undefined) ?? this.records.row(at)?.record;
    if (before === undefined) {
      return undefined;
    }
    const known = this.shown.get(before) ?? (await this.known(before));
    if (known) {
      this.shown.set(before, known);
    }
    return known?.typed[field];
  }

  /** Asks again what was begun and not saved. */
  async countDrafts(): Promise<void> {
    try {
      this.drafts = await this.call('list_drafts', {});
    } catch {
      // The list is offered, not needed: the cells themselves say when they cannot be kept.
    }
  }

  /** What was begun elsewhere than in the form on the screen. */
  get otherDrafts(): readonly DraftOut[] {
    return this.drafts.filter((draft) => draft.record !== this.form?.id);
  }

  private formOf(kind: ShowKindRes, start: Omit<Start, 'today' | 'periods'>): Form {
    const periods = this.periods?.periods ?? [];
    return new Form(this.call, kind, { ...start, today: this.today, periods });
  }

  private show(form: Form): void {
    this.form = form;
    void form.look();
    if (form.hasDraft) {
      void form.check();
    }
  }

  private async wrote(): Promise<void> {
    this.desk.changed();
    await Promise.all([this.records.refresh(), this.countDrafts()]);
  }

  private say(says: string, amends: readonly string[]): void {
    const isAmended = amends.length > 0;
    const more = isAmended ? ` ${t('ui.entry.amends', { periods: periodNames(this.periods?.periods ?? [], amends.join(',')) })}` : '';
    this.said = { tone: isAmended ? 'warning' : 'good', says: says + more };
  }

  /** A record the book knows; a draft of a new one is not known yet. */
  private async known(id: string): Promise<ShowRecordRes | undefined> {
    try {
      return await this.call('show_record', { record: id });
    } catch (rejection) {
      if (AppFailure.from(rejection).code === 'unknown_record') {
        return undefined;
      }
      throw rejection;
    }
  }

  private async guard(work: () => Promise<void>): Promise<void> {
    try {
      this.failure = undefined;
      await work();
    } catch (rejection) {
      this.failure = AppFailure.from(rejection);
    }
  }
}
