// What stands on a printed report beside its figures: which bundle carries them.

import type { BundleOutOut, ClosedVersionOut } from '../../gen/commands';
import type { Desk } from '../../lib/desk.svelte';
import { AppFailure } from '../../lib/host/types';

/** The bundle that carries a closing. */
export interface PaperBundle {
  readonly number: string;
  readonly manifest: string;
  readonly created_at: string;
}

/** The latest bundle written since a period's latest closing: it holds that closing. */
export async function readBundle(
  desk: Pick<Desk, 'call'>,
  { period, unit }: { readonly period: string; readonly unit: string | null },
): Promise<PaperBundle | undefined> {
  if (unit !== null) {
    return undefined;
  }
  const versions = await closings(desk, period);
  const { went } = await desk.call('list_bundles', {});
  return carrying(went, versions[0]);
}

/** The closings of the unit's own period, latest first; a draft that goes on paper has none. */
async function closings(desk: Pick<Desk, 'call'>, period: string): Promise<ClosedVersionOut[]> {
  try {
    return (await desk.call('show_changes', { period, unit: null })).versions;
  } catch (rejection) {
    const failure = AppFailure.from(rejection);
    if (failure.code === 'not_closed') {
      return [];
    }
    throw failure;
  }
}

/** Among all that went, the one that stands on the paper of a closing. */
export function carrying(
  went: readonly BundleOutOut[],
  closing: Pick<ClosedVersionOut, 'at'> | undefined,
): PaperBundle | undefined {
  if (closing === undefined) {
    return undefined;
  }
  const closed = Date.parse(closing.at);
  const since = went.filter((one) => Date.parse(one.created_at) >= closed);
  return since.reduce<PaperBundle | undefined>(
    (latest, one) =>
      latest && Date.parse(latest.created_at) >= Date.parse(one.created_at) ? latest : one,
    undefined,
  );
}
