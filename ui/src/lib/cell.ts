// The states of a cell while it is edited; each is told by background, mark and words.

/** Every state, as the legend lists them. */
export const CELL_STATES = [
  'empty',
  'saving',
  'saved',
  'warning',
  'wrong',
  'locked',
  'differs',
  'returned',
] as const;

/** One state. */
export type CellState = (typeof CELL_STATES)[number];

/** How a cell is typed into. */
export type CellInput = 'text' | 'long' | 'number' | 'date' | 'option' | 'options' | 'bool';

/** One choice of a cell. */
export interface CellOption {
  readonly value: string;
  readonly label: string;
}
