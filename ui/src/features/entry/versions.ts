// The versions of a record, field by field.

import type { FieldOut, VersionOut } from '../../gen/commands';

/** A field in which versions say different things. */
export interface Difference {
  readonly field: FieldOut;
  /** What each version says as printed, in the order given. */
  readonly shown: readonly string[];
}

/** The versions nobody replaced: several are a conflict. The one that counts stands first. */
export function heads(versions: readonly VersionOut[]): VersionOut[] {
  return versions
    .filter((version) => version.head)
    .sort((a, b) => Number(b.shown) - Number(a.shown));
}

/** The fields in which versions differ, in the order of the form. */
export function differences(
  fields: readonly FieldOut[],
  versions: readonly VersionOut[],
): Difference[] {
  return fields
    .filter((field) => field.is !== 'cells')
    .filter((field) => new Set(versions.map(({ typed }) => typed[field.name] ?? '')).size > 1)
    .map((field) => ({
      field,
      shown: versions.map(({ shown_fields }) => shown_fields[field.name] ?? ''),
    }));
}

/** What is typed so that the record says in each field what the chosen version says; `0` where nothing is chosen. */
export function merged(
  found: readonly Difference[],
  versions: readonly VersionOut[],
  chosen: Readonly<Record<string, number>>,
): Record<string, string> {
  return Object.fromEntries(
    found.map(({ field }) => [field.name, versions[chosen[field.name] ?? 0]?.typed[field.name] ?? '']),
  );
}
