// Periods as people call them.

import type { PeriodOut } from '../../gen/commands';

/** Codes with commas between, as the engine names periods in a refusal, in words where they are known. */
export function periodNames(periods: readonly PeriodOut[], codes: string): string {
  return codes
    .split(',')
    .map((code) => code.trim())
    .map((code) => periods.find((one) => one.period === code)?.label ?? code)
    .join(', ');
}
