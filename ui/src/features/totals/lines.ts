// The table of totals: which lines are shown, and what stands in its columns.

import type { CellOut, ShowTotalsRes, TotalLineOut } from '../../gen/commands';

/** A column that is no unit's. */
export const SUMS = ['total', 'own', 'declared', 'remainder'] as const;

/** One of them. */
export type Sum = (typeof SUMS)[number];

/** One column: a sum, or the reporter at a place of the list. */
export type Column =
  | { readonly is: Sum; readonly name: string }
  | { readonly is: 'unit'; readonly name: string; readonly unit: string; readonly at: number; readonly tentative: boolean };

/** The lines to show: parts of a figure only when asked for, and only what the words mean. */
export function shownLines(
  lines: readonly TotalLineOut[],
  words: string,
  withParts: boolean,
): TotalLineOut[] {
  const wanted = fold(words);
  return lines.filter(
    (line) =>
      (withParts || !line.key.includes('|')) &&
      (wanted === '' || fold(`${line.label} ${line.key}`).includes(wanted)),
  );
}

/** A text as it is compared: without accents, small letters. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/đ/gi, 'd')
    .toLowerCase()
    .trim();
}

/** The columns of an answer; sums that no line has are left out. */
export function columns(totals: ShowTotalsRes, names: Readonly<Record<Sum, string>>): Column[] {
  const has: Readonly<Record<Sum, boolean>> = {
    total: true,
    own: totals.lines.some((line) => line.own !== null),
    declared: totals.lines.some((line) => line.declared !== null),
    remainder: totals.lines.some((line) => line.remainder !== null),
  };
  return [
    ...SUMS.filter((sum) => has[sum]).map((sum) => ({ is: sum, name: names[sum] })),
    ...totals.reporters.map((reporter, at) => ({
      is: 'unit' as const,
      name: reporter.name,
      unit: reporter.unit,
      at,
      tentative: reporter.source === 'closing' && !reporter.accepted,
    })),
  ];
}

/** What stands in a column of a line: a figure, or text as it was printed. */
export function cellOf(line: TotalLineOut, column: Column): CellOut | string | null {
  if (column.is === 'unit') {
    return line.cells[column.at] ?? null;
  }
  return line[column.is];
}

/** Each reporter's number of a line, the largest first; for drawing only. */
export function shares(
  line: TotalLineOut,
  totals: ShowTotalsRes,
): { name: string; shown: string; number: number }[] {
  return totals.reporters
    .flatMap((reporter, at) => {
      const cell = line.cells[at];
      return cell?.value ? [{ name: reporter.name, shown: cell.shown, number: Number(cell.value) }] : [];
    })
    .sort((one, other) => other.number - one.number);
}
