// What is drawn, whatever draws it.

/** One drawing: a line over time, or a bar for each unit. */
export interface Plot {
  readonly is: 'line' | 'bar';
  readonly title: string;
  readonly labels: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    readonly points: readonly { readonly number: number | null; readonly shown: string }[];
    /** Drawn dashed: what was, beside what is. */
    readonly isPast?: boolean;
  }[];
}
