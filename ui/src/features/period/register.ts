// The register of a period on paper: its records by kind, in the words they are printed with.

import type { FieldOut, RecordOut } from '../../gen/commands';
import type { Desk } from '../../lib/desk.svelte';

/** Records of one kind. */
export interface RegisterKind {
  readonly code: string;
  readonly label: string;
  readonly records: readonly RegisterRecord[];
}

/** One record as a line of the register. */
export interface RegisterRecord {
  readonly record: string;
  readonly day: string | null;
  readonly title: string;
  /** What the title does not say: label and value. */
  readonly details: readonly { readonly label: string; readonly value: string }[];
}

/** A register, and whether it is all of it. */
export interface Register {
  readonly kinds: readonly RegisterKind[];
  readonly count: number;
  readonly isCut: boolean;
}

/** The most lines of one printed register: some two hundred pages. */
export const LINES_MAX = 5000;
const PAGE = 500;

/** Reads every record of our unit in a period: by kind in the order of the catalog, the earliest first. */
export async function readRegister(desk: Pick<Desk, 'call'>, period: string): Promise<Register> {
  const found: RecordOut[] = [];
  let more = true;
  while (more && found.length < LINES_MAX) {
    const limit = Math.min(PAGE, LINES_MAX - found.length);
    const filter = { unit: null, kind: null, period, text: null, limit, offset: found.length };
    const page = await desk.call('list_records', filter);
    found.push(...page.records);
    more = page.more;
  }
  const kinds: RegisterKind[] = [];
  for (const { code, label } of await desk.call('list_kinds', {})) {
    const own = found.filter((one) => one.kind === code).reverse();
    if (own.length > 0) {
      const { fields, title } = await desk.call('show_kind', { kind: code });
      kinds.push({ code, label, records: own.map((one) => lineOf(one, fields, title)) });
    }
  }
  return { kinds, count: found.length, isCut: more };
}

/** A record as a line: what its title already says is not said again. */
export function lineOf(
  record: Pick<RecordOut, 'record' | 'day' | 'title' | 'shown'>,
  fields: readonly Pick<FieldOut, 'name' | 'label'>[],
  title: readonly string[],
): RegisterRecord {
  const details = fields.flatMap(({ name, label }) => {
    const value = record.shown[name];
    return title.includes(name) || !value ? [] : [{ label, value }];
  });
  return { record: record.record, day: record.day, title: record.title, details };
}
