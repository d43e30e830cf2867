// The request a station wrote last: its groups are still needed when the telephone rings an hour later.

/** A request file, and what is read aloud for it. */
export interface Asked {
  readonly station: string;
  readonly path: string;
  readonly groups: readonly string[];
}

class LastAsked {
  private value = $state.raw<Asked | undefined>();

  /** What this station asked for last, if the window remembers. */
  of(station: string): Asked | undefined {
    return this.value?.station === station ? this.value : undefined;
  }

  /** Keeps it while the window is open. */
  keep(asked: Asked): void {
    this.value = asked;
  }
}

/** The one of this window. */
export const lastAsked = new LastAsked();
