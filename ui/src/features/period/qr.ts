// The mark on paper by which a printed report and its bundle can be shown to be the same.

import { encode } from 'uqr';

/** What the code says: the unit, the period, the bundle's number and the SHA-256 of its manifest. */
export function bundleMark(unit: string, period: string, number: string, manifest: string): string {
  return ['so138', unit, period, number, manifest].join(':');
}

/** A code as the outline of its dark squares, one unit each, with a quiet border. */
export function qrPath(text: string): { path: string; size: number } {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const path = data.flatMap((row, y) => runs(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`));
  return { path: path.join(''), size };
}

/** The border readers need, in squares. */
const QUIET = 4;

/** Stretches of dark squares: first place and length. */
function runs(row: readonly boolean[]): [number, number][] {
  const found: [number, number][] = [];
  row.forEach((isDark, x) => {
    const last = found.at(-1);
    if (isDark && last && last[0] + last[1] === x) {
      last[1] += 1;
    } else if (isDark) {
      found.push([x, 1]);
    }
  });
  return found;
}

/** A fingerprint in groups of eight, so that two can be compared by eye. */
export function inGroups(hex: string): string[] {
  return hex.match(/.{1,8}/g) ?? [];
}
