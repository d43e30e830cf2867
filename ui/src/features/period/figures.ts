// The figures of a period as lines of a table: what stands at each, which ones are shown, in which groups.

import type { FindingOut, LineOut } from '../../gen/commands';
import type { WordKey } from '../../lib/words';

/** The views of the table. */
export const FILTERS = ['all', 'open', 'warned', 'returned'] as const;

/** One view. */
export type Filter = (typeof FILTERS)[number];

/** What stands at a figure, the most pressing first. */
export const MARKS = ['block', 'returned', 'warning', 'unsaid', 'outlier', 'answered', 'locked'] as const;

/** One of them. */
export type Mark = (typeof MARKS)[number];

/** A line with what stands at it. */
export interface Figure {
  readonly line: LineOut;
  /** What it is called in the table. */
  readonly label: string;
  readonly marks: readonly Mark[];
  readonly findings: readonly FindingOut[];
}

/** A group of indicators. */
export interface Group {
  readonly code: string;
  readonly label: string;
  readonly figures: readonly Figure[];
  /** How many of all its figures, shown or not, are owed and nobody has spoken about. */
  readonly unsaid: number;
}

/** The check that asks for an owed figure; the engine words it, the table counts it. */
const OWED_CHECK = 'C17';

/** Whether a finding only says that an owed figure is still missing. */
export function isOwed(finding: FindingOut): boolean {
  return finding.check === OWED_CHECK && finding.indicator !== null;
}

/** Whether a line still wants a word: a figure, a zero, "chưa có" or "không áp dụng". */
export function isUnsaid(line: LineOut): boolean {
  return line.mandatory && line.cell === null;
}

/** Whether a line is a part of the indicator above it. */
export function isPart(line: Pick<LineOut, 'key'>): boolean {
  return line.key.includes('|');
}

/** What a line is called under the lines before it: a part of an indicator only by what tells it apart. */
export function shortLabel(line: Pick<LineOut, 'key' | 'label'>, whole: string | undefined): string {
  const start = `${whole ?? ''}${PART_SIGN}`;
  return isPart(line) && line.label.startsWith(start) ? line.label.slice(start.length) : line.label;
}

/** How the engine joins the name of an indicator and that of its part. */
const PART_SIGN = ' · ';

/** Whether an officer may say what an empty cell means. */
export function canBeStated(line: LineOut): boolean {
  return line.mandatory && !line.derived && !isPart(line) && line.cell?.state !== 'number';
}

/** Lines with what stands at them. */
export function figuresOf(
  lines: readonly LineOut[],
  findings: readonly FindingOut[],
  isLocked: boolean,
): Figure[] {
  const byKey = new Map<string, FindingOut[]>();
  for (const finding of findings) {
    if (finding.indicator !== null) {
      byKey.set(finding.indicator, [...(byKey.get(finding.indicator) ?? []), finding]);
    }
  }
  const wholes = new Map(lines.filter((line) => !isPart(line)).map((line) => [line.key, line.label]));
  return lines.map((line) => {
    const own = byKey.get(line.key) ?? [];
    const label = shortLabel(line, wholes.get(line.key.split('|')[0] ?? ''));
    return { line, label, findings: own, marks: marksOf(line, own, isLocked) };
  });
}

function marksOf(line: LineOut, findings: readonly FindingOut[], isLocked: boolean): Mark[] {
  const warnings = findings.filter((one) => one.severity === 'warn');
  const stands: Record<Mark, boolean> = {
    block: findings.some((one) => one.severity === 'block' && !isOwed(one)),
    returned: line.notes.length > 0,
    warning: warnings.some((one) => one.reason === null),
    unsaid: isUnsaid(line),
    outlier: line.outlier && warnings.length === 0,
    answered: warnings.some((one) => one.reason !== null),
    locked: isLocked,
  };
  return MARKS.filter((mark) => stands[mark]);
}

const WANTED: Readonly<Record<Filter, readonly Mark[]>> = {
  all: [],
  open: ['block', 'returned', 'warning', 'unsaid'],
  warned: ['block', 'warning', 'outlier', 'answered'],
  returned: ['returned'],
};

/** Whether a view shows a figure; without parts, a part is shown where something stands at it. */
export function isShown(figure: Figure, filter: Filter, withParts: boolean): boolean {
  if (filter === 'all') {
    return withParts || !isPart(figure.line) || WANTED.open.some((mark) => figure.marks.includes(mark));
  }
  return WANTED[filter].some((mark) => figure.marks.includes(mark));
}

/** The groups of a view in catalog order; a group without a figure to show is left out. */
export function groupsOf(figures: readonly Figure[], filter: Filter, withParts: boolean): Group[] {
  const groups = new Map<string, { label: string; figures: Figure[]; unsaid: number }>();
  for (const figure of figures) {
    const { group: code, group_label: label } = figure.line;
    const group = groups.get(code) ?? { label, figures: [], unsaid: 0 };
    groups.set(code, group);
    group.unsaid += isUnsaid(figure.line) ? 1 : 0;
    if (isShown(figure, filter, withParts)) {
      group.figures.push(figure);
    }
  }
  return [...groups].flatMap(([code, group]) => (group.figures.length > 0 ? [{ code, ...group }] : []));
}

/** A row of the table that can have the focus. */
export type Row =
  | { readonly kind: 'group'; readonly key: string; readonly group: Group }
  | { readonly kind: 'figure'; readonly key: string; readonly figure: Figure };

/** Every row, top to bottom. */
export function rowsOf(groups: readonly Group[]): Row[] {
  return groups.flatMap((group): Row[] => [
    { kind: 'group', key: groupKey(group.code), group },
    ...group.figures.map((figure): Row => ({ kind: 'figure', key: figure.line.key, figure })),
  ]);
}

/** The key of a group's own row; no cell key begins like it. */
export function groupKey(code: string): string {
  return `#${code}`;
}

/** Where a key of the keyboard leads from a row; the same row when there is nowhere to go. */
export function stepFrom(rows: readonly Row[], at: string, key: string, page: number): string {
  const index = Math.max(0, rows.findIndex((row) => row.key === at));
  const heads = rows.flatMap((row, place) => (row.kind === 'group' ? [place] : []));
  const targets: Record<string, number> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + page,
    PageUp: index - page,
    Home: 0,
    End: rows.length - 1,
    ArrowRight: heads.find((head) => head > index) ?? index,
    ArrowLeft: heads.filter((head) => head < index).at(-1) ?? index,
  };
  const target = Math.min(Math.max(targets[key] ?? index, 0), rows.length - 1);
  return rows[target]?.key ?? at;
}

/** The word for what stands at a figure: its most pressing mark, else what kind of figure it is. */
export function stateWord({ line, marks }: Figure): WordKey {
  const mark = marks[0];
  if (mark !== undefined && mark !== 'locked' && mark !== 'answered') {
    return `ui.period.mark.${mark}`;
  }
  if (line.cell === null) {
    return 'ui.period.is.none';
  }
  const isNumber = line.cell.state === 'number';
  const isPlain = mark === undefined || (mark === 'locked' && !isNumber);
  return isPlain ? `ui.period.is.${stateName(line.cell.state)}` : `ui.period.mark.${mark}`;
}

function stateName(state: string): 'number' | 'zero' | 'missing' | 'na' {
  const known = ['zero', 'missing', 'na'] as const;
  return known.find((one) => one === state) ?? 'number';
}
