// What the desk of the receiver knows while one period is looked through.

import type { BoardRowOut, ConflictOut, PeriodRes, ReviewRow, ShowChangesRes } from '../../gen/commands';
import { Ask } from '../../lib/ask.svelte';
import type { Desk } from '../../lib/desk.svelte';
import type { Note } from './notes';

/** Everything of the period, asked together. */
interface Whole {
  readonly units: readonly BoardRowOut[];
  readonly rows: readonly ReviewRow[];
  readonly conflicts: readonly ConflictOut[];
}

/** One unit's period: what changed since it was returned, and its cells by key. */
interface One {
  readonly changes: ShowChangesRes;
  readonly labels: ReadonlyMap<string, string>;
}

/** One period of all units, and the unit that is chosen. */
export class Review {
  readonly whole = new Ask<Whole>();
  readonly one = new Ask<One>();
  readonly decided = new Ask<void>();
  unit = $state<string | undefined>();
  notes = $state.raw<ReadonlyMap<string, readonly Note[]>>(new Map());

  constructor(private readonly desk: Desk) {}

  /** Asks for a period: the board, what the checks say, what two laptops say differently. */
  async load(period: string): Promise<void> {
    await this.whole.run(async () => {
      const [board, review, conflicts] = await Promise.all([
        this.desk.call('show_board', { period }),
        this.desk.call('review_period', { period, provisional: true }),
        this.desk.call('list_conflicts', { period }),
      ]);
      return { units: board.rows, rows: review.rows, conflicts: conflicts.conflicts };
    });
    await this.loadUnit(period);
  }

  /** Chooses a unit, or all of them. */
  async choose(period: string, unit: string | undefined): Promise<void> {
    this.unit = unit;
    await this.loadUnit(period);
  }

  /** The findings to show: of the chosen unit, or of all. */
  get rows(): ReviewRow[] {
    return (this.whole.value?.rows ?? []).filter((row) => !this.unit || row.unit === this.unit);
  }

  /** The conflicts to show. */
  get conflicts(): ConflictOut[] {
    return (this.whole.value?.conflicts ?? []).filter((one) => !this.unit || one.unit === this.unit);
  }

  /** How many findings of a unit nobody answered. */
  open(unit: string): number {
    return (this.whole.value?.rows ?? []).filter((row) => row.unit === unit && isOpen(row)).length;
  }

  /** The notes gathered for a unit. */
  notesOf(unit: string): readonly Note[] {
    return this.notes.get(unit) ?? [];
  }

  /** Keeps the notes of a unit; they stay while other units are looked at. */
  keepNotes(unit: string, notes: readonly Note[]): void {
    this.notes = new Map([...this.notes, [unit, notes]]);
  }

  private async loadUnit(period: string): Promise<void> {
    const unit = this.unit;
    if (unit === undefined) {
      return;
    }
    await this.one.run(async () => {
      const at = { period, unit };
      const [changes, shown] = await Promise.all([
        this.desk.call('show_changes', at),
        this.desk.call('show_period', at),
      ]);
      return { changes, labels: labelsOf(shown) };
    });
  }
}

/** Whether a finding waits for an answer. */
export function isOpen(row: ReviewRow): boolean {
  return row.finding.reason === null && ['block', 'warn'].includes(row.finding.severity);
}

function labelsOf(shown: PeriodRes): Map<string, string> {
  return new Map(shown.lines.map((line) => [line.key, line.label]));
}
