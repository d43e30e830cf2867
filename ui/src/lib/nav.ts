// Where the keys lead in a grid. Pure: a place in, a place out; nothing here knows the page.

/** A place in a grid. */
export interface Spot {
  readonly row: number;
  readonly column: number;
}

/** How large a grid is; `page` is how many rows are in sight. */
export interface Size {
  readonly rows: number;
  readonly columns: number;
  readonly page: number;
}

type Step = (at: Spot, size: Size) => Spot;

/** Ways through a grid that is read. */
const READING: Readonly<Record<string, Step>> = {
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, { columns }) => ({ row, column: columns - 1 }),
  PageUp: ({ row, column }, { page }) => ({ row: row - page, column }),
  PageDown: ({ row, column }, { page }) => ({ row: row + page, column }),
  'Ctrl+Home': () => ({ row: 0, column: 0 }),
  'Ctrl+End': (_, { rows, columns }) => ({ row: rows - 1, column: columns - 1 }),
};

/** And through one that is typed into: Enter goes down a column, Tab along a row and into the next. */
const TYPING: Readonly<Record<string, Step>> = {
  Enter: ({ row, column }) => ({ row: row + 1, column }),
  'Shift+Enter': ({ row, column }) => ({ row: row - 1, column }),
  Tab: ({ row, column }, { columns }) =>
    column + 1 < columns ? { row, column: column + 1 } : { row: row + 1, column: 0 },
  'Shift+Tab': ({ row, column }, { columns }) =>
    column > 0 ? { row, column: column - 1 } : { row: row - 1, column: columns - 1 },
};

/** Where a key leads; nothing for a key that moves nobody. A step past the edge stays at the edge. */
export function move(key: string, at: Spot, size: Size): Spot | undefined {
  const step = READING[key];
  return step && within(step(at, size), size);
}

/** The same in a grid that is typed into; nothing also where Tab leaves the grid at its ends. */
export function moveTyping(key: string, at: Spot, size: Size): Spot | undefined {
  const step = TYPING[key];
  if (step === undefined) {
    return move(key, at, size);
  }
  const next = step(at, size);
  const leaves = key.endsWith('Tab') && (next.row < 0 || next.row >= size.rows);
  return leaves ? undefined : within(next, size);
}

/** Brings a place back into a grid that became smaller. */
export function within({ row, column }: Spot, { rows, columns }: Size): Spot {
  return {
    row: Math.max(0, Math.min(row, rows - 1)),
    column: Math.max(0, Math.min(column, columns - 1)),
  };
}
