// How values that came from Rust are written for a reader. Nothing typed is ever read here.

const COUNT = new Intl.NumberFormat('vi-VN');
const SIZE_STEP = 1000;
const SIZE_UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** A day: `2026-03-05` as `05/03/2026`. */
export function day(iso: string): string {
  const [year, month, date] = iso.slice(0, 10).split('-');
  return date === undefined ? iso : `${date}/${month}/${year}`;
}

/** A moment: day and minute as the clock that wrote it showed them. */
export function moment(iso: string): string {
  return `${iso.slice(11, 16)} ${day(iso)}`;
}

/** A whole number with dots between thousands; 64-bit numbers come as text. */
export function count(value: number | string): string {
  return COUNT.format(typeof value === 'string' ? BigInt(value) : value);
}

/** A size in bytes, in the unit people say. */
export function size(bytes: string): string {
  let value = Number(bytes);
  let step = 0;
  while (value >= SIZE_STEP && step < SIZE_UNITS.length - 1) {
    value /= SIZE_STEP;
    step += 1;
  }
  const digits = step === 0 || value >= 100 ? 0 : 1;
  const shown = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: digits }).format(value);
  return `${shown} ${SIZE_UNITS[step]}`;
}

/** The first digits of a long fingerprint, enough to compare by eye. */
export function short(hex: string): string {
  return hex.slice(0, 12);
}
