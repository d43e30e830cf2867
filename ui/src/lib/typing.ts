// What a keyboard may do to a secret without its owner seeing it.

/** Whether a text has letters an input method made: passphrases are typed as plain letters. */
export function hasMarks(text: string): boolean {
  // A mark may also come apart from its letter.
  return /[^\u0020-\u007e]/u.test(text);
}

/** Whether what is typed again can no longer become the first text. */
export function differs(first: string, again: string, isDone: boolean): boolean {
  return again !== '' && (isDone ? again !== first : !first.startsWith(again));
}

/** A printed code cut where it is grouped, to be shown and read group by group. */
export function groupsOf(code: string): string[] {
  return code.split(/[\s-]+/u).filter((group) => group !== '');
}
