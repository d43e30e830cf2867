// Which column of a spreadsheet is which field: by its heading, else by the order of the grid.

import type { FieldOut } from '../../gen/commands';
import { plain } from './pick';

/** A guess about what was pasted. */
export interface Guess {
  /** The field of each column; empty for a column that is left out. */
  readonly fields: readonly string[];
  /** Whether the first row says what the columns are called. */
  readonly hasHeading: boolean;
}

/** The rows of a clipboard text: tabs between cells, quotes around cells that hold tabs or new lines. */
export function readRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endCell = (): void => {
    row.push(cell);
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (isQuoted) {
      if (letter === '"' && text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (letter === '"') {
        isQuoted = false;
      } else {
        cell += letter;
      }
    } else if (letter === '"' && cell === '') {
      isQuoted = true;
    } else if (letter === '\t') {
      endCell();
    } else if (letter === '\n') {
      endRow();
    } else if (letter !== '\r') {
      cell += letter;
    }
  }
  if (cell !== '' || row.length > 0) {
    endRow();
  }
  return rows.filter((one) => one.some((part) => part.trim() !== ''));
}

/** The rows as a clipboard holds them. */
export function writeRows(rows: readonly (readonly string[])[]): string {
  const quote = (cell: string): string =>
    /["\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return rows.map((row) => row.map(quote).join('\t')).join('\n');
}

/**
 * Guesses the fields. A first row of which at least half names fields is a heading; without one the columns
 * go to the fields in the order given, from the one the cell stands in.
 */
export function guess(
  rows: readonly (readonly string[])[],
  fields: readonly FieldOut[],
  from: string,
): Guess {
  const first = rows[0] ?? [];
  const width = Math.max(0, ...rows.map((row) => row.length));
  const byHeading = named(first, fields);
  const said = first.filter((cell) => cell.trim() !== '').length;
  const known = byHeading.filter((name) => name !== '').length;
  if (known > 0 && known * 2 >= said) {
    return { fields: Array.from({ length: width }, (_, at) => byHeading[at] ?? ''), hasHeading: true };
  }
  const start = Math.max(0, fields.findIndex((field) => field.name === from));
  return {
    fields: Array.from({ length: width }, (_, at) => fields[start + at]?.name ?? ''),
    hasHeading: false,
  };
}

function named(heading: readonly string[], fields: readonly FieldOut[]): string[] {
  const taken = new Set<string>();
  return heading.map((cell) => {
    const words = plain(cell).replace(/\*$/, '').trim();
    const found = fields.find(
      (field) =>
        !taken.has(field.name) && words !== '' && (plain(field.label) === words || field.name === words),
    );
    if (found) {
      taken.add(found.name);
    }
    return found?.name ?? '';
  });
}

/** What is sent: the columns that go somewhere, and their cells without the heading. */
export function mapped(
  rows: readonly (readonly string[])[],
  { fields, hasHeading }: Guess,
): { columns: string[]; text: string; rows: string[][] } {
  const kept = fields.map((name, at) => ({ name, at })).filter(({ name }) => name !== '');
  const body = (hasHeading ? rows.slice(1) : rows).map((row) => kept.map(({ at }) => row[at] ?? ''));
  return { columns: kept.map(({ name }) => name), text: writeRows(body), rows: body };
}

/** A field that two columns claim; each may go to one column only. */
export function twice(fields: readonly string[]): string | undefined {
  return fields.find((name, at) => name !== '' && fields.indexOf(name) !== at);
}
