// What is still to be done before a period can be closed, as one list.

import type { FindingOut, PeriodRes } from '../../gen/commands';
import type { Place } from '../../lib/desk.svelte';
import { isOwed, isUnsaid } from './figures';

/** Findings in the order a person deals with them. */
export interface Found {
  /** Stop the closing, owed figures aside. */
  readonly blocks: readonly FindingOut[];
  /** Want a mended figure or a reason. */
  readonly open: readonly FindingOut[];
  /** Have their reason. */
  readonly answered: readonly FindingOut[];
  /** Rules that lack a figure. */
  readonly unchecked: readonly FindingOut[];
  /** Said for information. */
  readonly infos: readonly FindingOut[];
}

/** Sorts what the checks say. */
export function sortFindings(findings: readonly FindingOut[]): Found {
  const of = (severity: string): FindingOut[] => findings.filter((one) => one.severity === severity);
  const warnings = of('warn');
  return {
    blocks: of('block').filter((one) => !isOwed(one)),
    open: warnings.filter((one) => one.reason === null),
    answered: warnings.filter((one) => one.reason !== null),
    unchecked: of('unchecked'),
    infos: of('info'),
  };
}

/** Whether a reason can settle a finding. */
export function takesReason(finding: FindingOut): boolean {
  return finding.severity === 'warn' || (finding.severity === 'block' && finding.check === ATTEST_CHECK);
}

/** Text that looks like personal data blocks until somebody answers for it. */
const ATTEST_CHECK = 'C20';

/** Where the record of a finding is mended: versions that disagree are decided on, others are edited. */
export function placeOf(finding: FindingOut, period: string): Place {
  const record = finding.record ?? undefined;
  return finding.check === 'conflict' ? { conflict: record, period } : { record, period };
}

/** Findings of one check stand together; the order of the first of each stays. */
export function byCheck(findings: readonly FindingOut[]): FindingOut[][] {
  const groups = new Map<string, FindingOut[]>();
  for (const finding of findings) {
    groups.set(finding.check, [...(groups.get(finding.check) ?? []), finding]);
  }
  return [...groups.values()];
}

/** What stands between a period and its closing. */
export interface Todo {
  /** Owed figures nobody has spoken about, by group. */
  readonly unsaid: readonly { readonly group: string; readonly label: string; readonly count: number }[];
  readonly blocks: readonly FindingOut[];
  readonly warnings: readonly FindingOut[];
  /** Sections of words nobody has written: they stop nothing. */
  readonly unwritten: number;
  /** How many things stop the closing. */
  readonly stops: number;
}

/** The list. */
export function todoOf(period: Pick<PeriodRes, 'lines' | 'findings' | 'narratives'>): Todo {
  const found = sortFindings(period.findings);
  const groups = new Map<string, { group: string; label: string; count: number }>();
  for (const line of period.lines.filter(isUnsaid)) {
    const so = groups.get(line.group) ?? { group: line.group, label: line.group_label, count: 0 };
    groups.set(line.group, { ...so, count: so.count + 1 });
  }
  const unsaid = [...groups.values()];
  const missing = unsaid.reduce((sum, one) => sum + one.count, 0);
  return {
    unsaid,
    blocks: found.blocks,
    warnings: found.open,
    unwritten: period.narratives.filter((one) => one.record === null).length,
    stops: missing + found.blocks.length + found.open.length,
  };
}

/** What to do with a period next; nothing when it lies with the unit above. */
export type NextStep = 'close' | 'amend' | 'export' | undefined;

/** The next step of our own period. */
export function nextStep(period: Pick<PeriodRes, 'closing' | 'changed' | 'state'>): NextStep {
  if (period.closing === null) {
    return 'close';
  }
  if (period.changed || period.state === 'returned') {
    return 'amend';
  }
  return period.state === 'closed' ? 'export' : undefined;
}
