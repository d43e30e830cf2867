// Bundles in and out as one line of time, with the numbers that were skipped.

import type { BundleInOut, BundleOutOut } from '../../gen/commands';

/** One place on the line of time. */
export type Moment =
  | { readonly is: 'came'; readonly at: string; readonly with: string; readonly bundle: BundleInOut }
  | { readonly is: 'went'; readonly at: string; readonly with: string; readonly bundle: BundleOutOut }
  /** Numbers of a sender that never came; what they held came with the one after. */
  | { readonly is: 'gap'; readonly at: string; readonly with: string; readonly from: number; readonly to: number };

/** Everything that came and went, the latest first. */
export function timeline(came: readonly BundleInOut[], went: readonly BundleOutOut[]): Moment[] {
  const moments: Moment[] = [
    ...came.map((bundle) => ({ is: 'came' as const, at: bundle.imported_at, with: bundle.sender_unit, bundle })),
    ...went.map((bundle) => ({ is: 'went' as const, at: bundle.created_at, with: bundle.to, bundle })),
    ...gaps(came),
  ];
  // A gap stands right below the bundle that showed it.
  return moments.sort((one, other) => other.at.localeCompare(one.at) || order(one) - order(other));
}

function order(moment: Moment): number {
  return moment.is === 'gap' ? 1 : 0;
}

function gaps(came: readonly BundleInOut[]): Moment[] {
  const bySender = new Map<string, BundleInOut[]>();
  for (const bundle of came) {
    bySender.set(bundle.sender_unit, [...(bySender.get(bundle.sender_unit) ?? []), bundle]);
  }
  return [...bySender].flatMap(([sender, bundles]) => gapsOf(sender, bundles));
}

function gapsOf(sender: string, bundles: readonly BundleInOut[]): Moment[] {
  const sorted = [...bundles].sort((one, other) => Number(one.number) - Number(other.number));
  let next = 1;
  return sorted.flatMap((bundle) => {
    const number = Number(bundle.number);
    const from = next;
    next = number + 1;
    const at = bundle.imported_at;
    return number > from ? [{ is: 'gap' as const, at, with: sender, from, to: number - 1 }] : [];
  });
}
