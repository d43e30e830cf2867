// Which rows of a long list are drawn: those in sight and some on either side.

/** Rows drawn beyond the edge on each side, so that a quick turn of the wheel meets no holes. */
const ROWS_BEYOND = 8;

/** The rows to draw: the first, and one past the last. */
export function rowsInSight(
  scroll: number,
  height: number,
  row: number,
  count: number,
): { from: number; to: number } {
  const first = Math.floor(scroll / row) - ROWS_BEYOND;
  const last = Math.ceil((scroll + height) / row) + ROWS_BEYOND;
  return { from: Math.min(Math.max(0, first), count), to: Math.min(count, Math.max(0, last)) };
}

/** Where to scroll so that a row is seen whole; as little as possible. */
export function scrollTo(index: number, scroll: number, height: number, row: number): number {
  const top = index * row;
  if (top < scroll) {
    return top;
  }
  return top + row > scroll + height ? top + row - height : scroll;
}
