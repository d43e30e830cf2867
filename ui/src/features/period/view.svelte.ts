// One period on the screen: what was asked, which rows are seen, where the officer stands, what is open.

import type { ExportBundleRes, PeriodRes } from '../../gen/commands';
import { Ask } from '../../lib/ask.svelte';
import type { Desk } from '../../lib/desk.svelte';
import { mayDo } from '../../lib/screens';
import { canBeStated, figuresOf, groupsOf, isPart, rowsOf, type Figure, type Filter } from './figures';
import { nextStep } from './todo';

/** What an empty cell can be said to be. */
export const STATED = ['zero', 'missing', 'na'] as const;

/** One of them. */
export type Stated = (typeof STATED)[number];

/** A question over the screen. */
export type Opened =
  | { readonly is: 'drill'; readonly key: string }
  | { readonly is: 'state'; readonly figures: readonly Figure[]; readonly group: string | undefined }
  | { readonly is: 'close' | 'export' | 'print' };

/** States of a period that nobody types into any more without a late entry. */
const LOCKED: readonly string[] = ['closed', 'exported', 'received', 'accepted'];

/** The period on the screen. */
export class PeriodView {
  period = $state('');
  unit = $state<string | null>(null);
  filter = $state<Filter>('all');
  /** Whether the parts of indicators are listed too. */
  withParts = $state(false);
  /** The row with the focus. */
  at = $state('');
  /** Indicators picked to be stated together. */
  picked = $state.raw<ReadonlySet<string>>(new Set());
  opened = $state.raw<Opened | undefined>();
  /** The state offered first when cells are stated. */
  stated = $state<Stated>('zero');
  /** The bundle written while this screen was open, for the printed page. */
  bundle = $state.raw<ExportBundleRes | undefined>();
  /** Counts up when the table shall take the focus. */
  focusTurn = $state(0);
  readonly asked = new Ask<PeriodRes>();

  readonly shown = $derived(this.asked.value);
  readonly isOwn = $derived(this.unit === null);
  readonly isLocked = $derived(LOCKED.includes(this.shown?.state ?? ''));
  readonly figures = $derived(
    figuresOf(this.shown?.lines ?? [], this.shown?.findings ?? [], this.isLocked && !this.shown?.changed),
  );
  /** Whether there is a cell whose state the officer may say. */
  readonly canPick = $derived(this.canType && this.figures.some((one) => canBeStated(one.line)));
  readonly hasParts = $derived(this.figures.some((one) => isPart(one.line)));
  readonly groups = $derived(groupsOf(this.figures, this.filter, this.withParts));
  readonly rows = $derived(rowsOf(this.groups));
  readonly next = $derived(this.isOwn && this.shown ? nextStep(this.shown) : undefined);

  constructor(readonly desk: Desk) {}

  /** Whether the officer may type into this period at all. */
  get canType(): boolean {
    return this.isOwn && mayDo(this.desk.whoami.role, 'clerk');
  }

  /** Whether the officer may close and send it. */
  get canClose(): boolean {
    return this.isOwn && mayDo(this.desk.whoami.role, 'chief');
  }

  /** Asks for the period; of another one nothing stays picked. */
  async load(period: string, unit: string | null): Promise<void> {
    if (period === '') {
      return;
    }
    if (this.shown && this.shown.period !== period) {
      this.picked = new Set();
      this.bundle = undefined;
      this.asked.value = undefined;
    }
    await this.asked.run(() => this.desk.call('show_period', { period, unit }));
  }

  /** Goes to a figure, whichever view hides it. */
  goTo(key: string): void {
    if (!this.rows.some((row) => row.key === key)) {
      this.filter = 'all';
      this.withParts ||= key.includes('|');
    }
    this.at = key;
    this.focusTurn += 1;
  }

  /** Opens what is behind the row with the focus, or asks what its empty cell means. */
  enter(): void {
    const row = this.rows.find((one) => one.key === this.at);
    if (row?.kind === 'group') {
      this.askState('zero');
    } else if (row?.figure.line.cell) {
      this.drill(row.key);
    } else {
      this.askState('zero');
    }
  }

  /** Opens what is behind a figure. */
  drill(key: string): void {
    this.at = key;
    this.opened = { is: 'drill', key };
  }

  /** Asks to state the picked cells, else those of the row with the focus. */
  askState(state: Stated): void {
    if (!this.canType) {
      return;
    }
    const row = this.rows.find((one) => one.key === this.at);
    const picked = this.figures.filter((one) => this.picked.has(one.line.key));
    if (picked.length > 0) {
      this.openState(state, picked, undefined);
    } else if (row?.kind === 'group') {
      this.stateGroup(row.group.code, state);
    } else if (row && canBeStated(row.figure.line)) {
      this.openState(state, [row.figure], undefined);
    }
  }

  /** Asks to state every owed cell of a group that nobody has spoken about. */
  stateGroup(code: string, state: Stated): void {
    const unsaid = this.figures.filter(
      ({ line, marks }) => line.group === code && marks.includes('unsaid'),
    );
    if (unsaid.length > 0) {
      this.openState(state, unsaid, code);
    }
  }

  private openState(state: Stated, figures: readonly Figure[], group: string | undefined): void {
    this.stated = state;
    this.opened = { is: 'state', figures, group };
  }

  /** Picks a cell to be stated with others, or leaves it out again. */
  pick(key: string): void {
    const figure = this.figures.find((one) => one.line.key === key);
    if (!figure || !canBeStated(figure.line) || !this.canType) {
      return;
    }
    const picked = new Set(this.picked);
    if (!picked.delete(key)) {
      picked.add(key);
    }
    this.picked = picked;
  }

  /** Shuts the question; the table has the focus again. */
  shut(): void {
    this.opened = undefined;
    this.focusTurn += 1;
  }
}
