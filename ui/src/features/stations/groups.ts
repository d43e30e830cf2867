// Fingerprint groups as one person hears them and types them.

import type { GroupIn } from '../../gen/commands';

/** Groups of a fingerprint, and the fewest the engine takes. */
export const GROUPS = 6;
export const GROUPS_MIN = 2;
/** Digits of a group. */
export const DIGITS = 5;

/** What stands in the boxes as the engine takes it: empty boxes are left out, places count from 1. */
export function heard(boxes: readonly string[]): GroupIn[] {
  return boxes
    .map((text, index) => ({ place: index + 1, digits: text.replace(/\s/gu, '') }))
    .filter((group) => group.digits !== '');
}

/** Whether a box is full, so that the next one may take over. */
export function isFull(text: string): boolean {
  return new RegExp(`^\\d{${DIGITS}}$`, 'u').test(text.replace(/\s/gu, ''));
}

/** Whether enough boxes are full, and none is half full. */
export function isEnough(boxes: readonly string[]): boolean {
  const groups = heard(boxes);
  return groups.length >= GROUPS_MIN && groups.every((group) => isFull(group.digits));
}

/** All groups at once, pasted into one box: cut up if they are exactly that. */
export function cut(text: string): string[] | undefined {
  const digits = text.replace(/[\s-]/gu, '');
  if (!new RegExp(`^\\d{${GROUPS * DIGITS}}$`, 'u').test(digits)) {
    return undefined;
  }
  return Array.from({ length: GROUPS }, (_, at) => digits.slice(at * DIGITS, (at + 1) * DIGITS));
}
