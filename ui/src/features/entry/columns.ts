// The columns of a kind's grid: what names a record first, then everything else it says.

import type { FieldOut, ShowKindRes } from '../../gen/commands';

/** One column. */
export interface Column {
  readonly name: string;
  readonly label: string;
  /** How wide it is, and where it begins. */
  readonly rem: number;
  readonly fromRem: number;
  readonly isNumber: boolean;
}

/** Fields whose values stand under each other digit by digit. */
const NUMBERS: readonly string[] = ['int', 'decimal', 'money'];

/** Widths by what stands in a column. */
const WIDTHS: Readonly<Record<string, number>> = {
  date: 6.75,
  month: 5.5,
  year: 4.75,
  int: 6.25,
  decimal: 6.25,
  money: 8.5,
  bool: 5.5,
  option: 11,
  options: 14,
  ref: 11,
  refs: 14,
  unit: 12,
  period: 8.5,
};
const TEXT_REM = 15;

/** The columns of a kind; the cells of a sheet have a grid of their own. */
export function columnsOf(kind: ShowKindRes): Column[] {
  // A register is read by names, everything else by days.
  const days = [kind.day_field, kind.period_field];
  const first = kind.kind.family === 'register' ? [...kind.title, ...days] : [...days, ...kind.title];
  const place = (field: FieldOut): number => {
    const at = first.indexOf(field.name);
    return at < 0 ? first.length : at;
  };
  const fields = kind.fields
    .filter((field) => field.is !== 'cells')
    .sort((a, b) => place(a) - place(b));
  let fromRem = 0;
  return fields.map((field) => {
    const rem = WIDTHS[field.is] ?? TEXT_REM;
    const column = {
      name: field.name,
      label: field.label,
      rem,
      fromRem,
      isNumber: NUMBERS.includes(field.is),
    };
    fromRem += rem;
    return column;
  });
}

/** Whether a field holds a number, beside which its neighbours in time are shown. */
export function isNumber(field: Pick<FieldOut, 'is'>): boolean {
  return NUMBERS.includes(field.is);
}
