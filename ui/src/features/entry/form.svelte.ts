// A form while it is filled in: text as typed, kept cell by cell, and what the engine says of it.

import type {
  CheckRecordRes,
  DraftOut,
  FieldOut,
  FindingOut,
  NeighbourOut,
  PeriodOut,
  SaveDraftRes,
  SaveRecordRes,
  ShowKindRes,
  ShowRecordRes,
} from '../../gen/commands';
import type { CellState } from '../../lib/cell';
import type { Desk } from '../../lib/desk.svelte';
import { AppFailure } from '../../lib/host/types';
import { failureWords } from '../../lib/words';
import { differences, heads } from './versions';

type Typed = Readonly<Record<string, string>>;

/** Fields whose value, as printed, is also how one would type it: shown in place of what was typed. */
const REWRITTEN: readonly string[] = ['date', 'month', 'year', 'int', 'decimal', 'money'];
/** Of these what was typed may mean something else tomorrow (`h`, `5/3`): the draft keeps what it meant. */
const OF_TODAY: readonly string[] = ['date', 'month'];

/** One cell. Each has its own state, so that a key press draws one cell and not the form. */
export class FormCell {
  text = $state('');
  /** What is durable; leaving the cell with the same text sends nothing. */
  kept = $state('');
  state = $state<CellState>('empty');
  /** The value as printed, for cells that hold an id or a code. */
  shown = $state('');
  /** The same figure of the period before and of last year. */
  beside = $state.raw<NeighbourOut | undefined>();
  /** What the engine says of this cell, what stops the save first. */
  findings = $state.raw<readonly FindingOut[]>([]);
  failure = $state.raw<AppFailure | undefined>();
  isTouched = $state(false);
  /** What another laptop of the unit wrote here, as printed, while nobody has decided. */
  differs = '';
  turn = 0;

  constructor(
    readonly field: FieldOut,
    text: string,
    kept: string,
  ) {
    this.text = text;
    this.kept = kept;
    this.isTouched = text !== '';
  }

  /** What is said under the cell. */
  get says(): string {
    return this.failure ? failureWords(this.failure).says : (this.findings[0]?.says ?? '');
  }

  /** The state as drawn: what two laptops wrote differently is shown as long as nothing weighs more. */
  get drawn(): CellState {
    const isCalm = this.state === 'saved' || this.state === 'empty';
    return this.differs !== '' && isCalm ? 'differs' : this.state;
  }

  /** Whether a record of that day may hold it; what holds something stays in sight. */
  isOpenOn(day: string): boolean {
    const { since, until } = this.field;
    const isOpen = (since === null || since <= day) && (until === null || day <= until);
    return isOpen || this.text !== '';
  }

  /** What keeping the text answered. A cell that is typed into again meanwhile is left alone. */
  hear(text: string, answer: SaveDraftRes): void {
    this.state = answer.state as CellState;
    this.shown = answer.shown ?? '';
    this.findings = answer.findings;
    const isRewritten = REWRITTEN.includes(this.field.is) && answer.shown !== null;
    if (isRewritten && this.text === text && answer.shown !== null) {
      this.text = answer.shown;
      this.kept = answer.shown;
    }
  }
}

/** What the other versions of a record in conflict say, by field. */
function said(kind: ShowKindRes, record: ShowRecordRes | undefined): ReadonlyMap<string, string> {
  const apart = record ? differences(kind.fields, heads(record.versions)) : [];
  return new Map(apart.map(({ field, shown }) => [field.name, shown.slice(1).join(' · ') || '–']));
}

/** Where a form begins. */
export interface Start {
  /** The record, or the id of the draft of a new one. */
  readonly id: string;
  /** The record as it stands; absent for a new one. */
  readonly record?: ShowRecordRes | undefined;
  /** What was typed and not saved. */
  readonly draft?: DraftOut | undefined;
  readonly today: string;
  /** The periods one can choose. */
  readonly periods: readonly PeriodOut[];
}

/** One record being written. */
export class Form {
  readonly id: string;
  readonly isNew: boolean;
  readonly cells: readonly FormCell[];
  readonly periods: readonly PeriodOut[];
  /** What concerns no single cell, or a cell that is not shown. */
  findings = $state.raw<readonly FindingOut[]>([]);
  /** Answers to warnings, by the finding's key. */
  reasons = $state<Record<string, string>>({});
  day = $state('');
  period = $state<string | null>(null);
  isLate = $state(false);
  isSaving = $state(false);
  hasDraft = $state(false);
  failure = $state.raw<AppFailure | undefined>();
  /** Labels of the neighbours in time. */
  beside = $state.raw<{ before: string; yearBefore: string }>({ before: '', yearBefore: '' });
  private base: Typed;
  private seen: string | null;
  private isTried = false;
  private isChecking = false;
  private isStale = false;
  private readonly pending = new Set<Promise<void>>();

  constructor(
    private readonly call: Desk['call'],
    readonly kind: ShowKindRes,
    start: Start,
  ) {
    this.id = start.id;
    this.periods = start.periods;
    this.isNew = start.record === undefined;
    const shown = start.record?.versions.find((version) => version.shown);
    this.seen = shown?.version ?? null;
    this.base = start.record?.typed ?? defaults(kind);
    this.reasons = { ...shown?.reasons };
    this.day = start.today;
    this.hasDraft = start.draft !== undefined;
    const typed = { ...this.base, ...start.draft?.typed };
    const apart = said(kind, start.record);
    this.cells = kind.fields
      .filter((field) => field.is !== 'cells')
      .map((field) => {
        const text = typed[field.name] ?? '';
        const cell = new FormCell(field, text, text);
        cell.shown = shown?.shown_fields[field.name] ?? '';
        cell.state = shown && text !== '' ? 'saved' : 'empty';
        cell.differs = apart.get(field.name) ?? '';
        return cell;
      });
  }

  /** Whether anything differs from what the book or the defaults say. */
  get isChanged(): boolean {
    return this.cells.some((cell) => cell.text !== (this.base[cell.field.name] ?? ''));
  }

  /** Warnings and blocks that are on the screen. */
  get count(): number {
    return this.findings.length + this.cells.reduce((sum, cell) => sum + cell.findings.length, 0);
  }

  /** The cell of a field. */
  cell(name: string): FormCell | undefined {
    return this.cells.find((cell) => cell.field.name === name);
  }

  /** The first cell that stops the save. */
  get firstWrong(): FormCell | undefined {
    return this.cells.find((cell) => cell.state === 'wrong');
  }

  /** A cell is left: its text is made durable, then everything is looked at again. */
  async leave(cell: FormCell): Promise<void> {
    const before = cell.kept;
    const text = cell.text;
    const turn = ++cell.turn;
    cell.kept = text;
    cell.isTouched = true;
    cell.failure = undefined;
    cell.state = 'saving';
    const work = this.keep(cell, text, turn, before);
    this.pending.add(work);
    await work;
    this.pending.delete(work);
    await this.check();
  }

  /** Asks what saving would say. Asked again while the answer is on its way, it is asked once more after. */
  async check(): Promise<void> {
    if (this.isChecking) {
      this.isStale = true;
      return;
    }
    this.isChecking = true;
    do {
      this.isStale = false;
      try {
        this.hear(
          await this.call('check_record', {
            record: this.isNew ? null : this.id,
            kind: this.kind.kind.code,
            typed: this.typed(),
            reasons: this.given(),
          }),
        );
      } catch (rejection) {
        this.failure = AppFailure.from(rejection);
      }
    } while (this.isStale);
    this.isChecking = false;
  }

  /** Asks for the figures beside the numbers. */
  async look(): Promise<void> {
    const day = this.kind.day_field ?? this.kind.period_field;
    try {
      const answer = await this.call('list_neighbours', {
        kind: this.kind.kind.code,
        day: (day && this.cell(day)?.text) || null,
        reporter: null,
      });
      this.beside = {
        before: answer.before_label ?? '',
        yearBefore: answer.year_before_label ?? '',
      };
      for (const cell of this.cells) {
        cell.beside = answer.fields[cell.field.name];
      }
    } catch {
      // A day that cannot be read has no neighbours; the cell itself says what is wrong with it.
    }
  }

  /** Saves. A refusal keeps everything typed, also what was not left yet. */
  async save(late: boolean): Promise<SaveRecordRes | undefined> {
    const unkept = this.cells.filter((cell) => cell.text !== cell.kept);
    const before = new Map(unkept.map((cell) => [cell, cell.kept]));
    this.isSaving = true;
    this.isTried = true;
    this.failure = undefined;
    // Leaving a cell now must not begin the draft anew behind the saved record.
    unkept.forEach((cell) => (cell.kept = cell.text));
    await Promise.allSettled(this.pending);
    try {
      return await this.call('save_record', {
        record: this.isNew ? null : this.id,
        kind: this.kind.kind.code,
        typed: this.typed(),
        reasons: this.given(),
        late,
        seen: this.seen,
        draft: this.id,
      });
    } catch (rejection) {
      const failure = AppFailure.from(rejection);
      unkept.forEach((cell) => (cell.kept = before.get(cell) ?? ''));
      await Promise.all(unkept.map((cell) => this.leave(cell)));
      await this.check();
      this.failure = failure;
      return undefined;
    } finally {
      this.isSaving = false;
    }
  }

  /** Someone else changed the record: what they wrote becomes the ground, what was typed here stays. */
  async rebase(): Promise<void> {
    const record = await this.call('show_record', { record: this.id });
    for (const cell of this.cells) {
      const { name } = cell.field;
      if (cell.text === (this.base[name] ?? '')) {
        cell.text = record.typed[name] ?? '';
        cell.kept = cell.text;
      }
    }
    this.base = record.typed;
    this.seen = record.versions.find((version) => version.shown)?.version ?? null;
    this.failure = undefined;
    await this.check();
  }

  /** What is typed, as the engine wants it: all of a new record, what differs of an old one. */
  private typed(): Record<string, string> {
    const sent = this.cells.filter(
      ({ field, text }) => this.isNew || text !== (this.base[field.name] ?? ''),
    );
    return Object.fromEntries(sent.map(({ field, text }) => [field.name, text]));
  }

  private given(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.reasons).filter(([, reason]) => reason.trim() !== ''),
    );
  }

  private async keep(cell: FormCell, text: string, turn: number, before: string): Promise<void> {
    const payload = { record: this.id, kind: this.kind.kind.code, field: cell.field.name };
    try {
      const answer = await this.call('save_draft', { ...payload, text });
      this.hasDraft = true;
      if (turn === cell.turn) {
        cell.hear(text, answer);
      }
      const isOfToday = OF_TODAY.includes(cell.field.is) && answer.shown !== null;
      if (isOfToday && answer.shown !== text && turn === cell.turn) {
        await this.call('save_draft', { ...payload, text: answer.shown ?? text });
      }
    } catch (rejection) {
      if (turn === cell.turn) {
        cell.failure = AppFailure.from(rejection);
        cell.state = 'wrong';
        // Not durable: leaving the cell tries again.
        cell.kept = before;
      }
    }
  }

  private hear(answer: CheckRecordRes): void {
    this.day = answer.day ?? this.day;
    this.period = answer.period;
    this.isLate = answer.late;
    const placed = new Map<string, FindingOut[]>();
    const loose: FindingOut[] = [];
    for (const finding of answer.findings) {
      const cell = finding.field === null ? undefined : this.cell(finding.field);
      if (cell && finding.check !== 'duplicate') {
        placed.set(cell.field.name, [...(placed.get(cell.field.name) ?? []), finding]);
      } else {
        loose.push(finding);
      }
      if (finding.reason !== null && this.reasons[finding.key] === undefined) {
        this.reasons[finding.key] = finding.reason;
      }
    }
    this.findings = loose;
    for (const cell of this.cells) {
      this.hearCell(cell, answer, placed.get(cell.field.name) ?? []);
    }
  }

  /** A cell nobody came to yet is not scolded; one that is typed into or on its way is left alone. */
  private hearCell(cell: FormCell, answer: CheckRecordRes, findings: FindingOut[]): void {
    const said = answer.cells[cell.field.name];
    if (!said || cell.text !== cell.kept || cell.failure || cell.state === 'saving') {
      return;
    }
    const isWaiting = !cell.isTouched && cell.text === '' && !this.isTried;
    cell.state = isWaiting ? 'empty' : (said.state as CellState);
    cell.findings = isWaiting ? [] : findings;
    cell.shown = said.shown ?? '';
  }
}

function defaults(kind: ShowKindRes): Typed {
  return Object.fromEntries(kind.fields.map((field) => [field.name, field.default ?? '']));
}
