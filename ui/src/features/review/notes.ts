// Notes gathered for a unit before its period is returned: each on a cell, or on the whole period.

import type { FindingOut, NoteIn } from '../../gen/commands';

/** A note being written. */
export interface Note {
  readonly indicator: string | null;
  /** What the cell is called; empty for the whole period. */
  readonly label: string;
  readonly text: string;
}

/** Adds a note about a finding; a cell that has one gets the words added, not a second note. */
export function noteOn(notes: readonly Note[], finding: FindingOut, label: string): Note[] {
  const indicator = finding.indicator;
  const held = notes.find((note) => note.indicator === indicator);
  if (!held) {
    return [...notes, { indicator, label, text: finding.says }];
  }
  if (held.text.includes(finding.says)) {
    return [...notes];
  }
  const text = `${held.text} ${finding.says}`.trim();
  return notes.map((note) => (note === held ? { ...note, text } : note));
}

/** What is sent: notes without words are left out. */
export function sent(notes: readonly Note[]): NoteIn[] {
  return notes
    .filter((note) => note.text.trim() !== '')
    .map(({ indicator, text }) => ({ indicator, text }));
}
