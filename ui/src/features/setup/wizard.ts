// The steps of a new book, and where a refusal belongs.

import type { CreateStationReq, PlaceOut, UnitIn } from '../../gen/commands';
import type { AppFailure } from '../../lib/host/types';

/** The steps, in order. */
export const STEPS = ['unit', 'officer', 'passphrase', 'station', 'recovery'] as const;

/** One step. */
export type Step = (typeof STEPS)[number];

/** What was typed so far; going back and forth keeps it. */
export interface Typed {
  /** Whether a unit above uses the program too; the root of a tree has none. */
  hasAbove: boolean;
  unit: string;
  login: string;
  name: string;
  title: string;
  passphrase: string;
  again: string;
  station: string;
}

/** The step before, if there is one. */
export function before(step: Step): Step | undefined {
  return STEPS[STEPS.indexOf(step) - 1];
}

/** The step after. */
export function after(step: Step): Step {
  return STEPS[STEPS.indexOf(step) + 1] ?? step;
}

const OF_FIELD: Readonly<Record<string, Step>> = { login: 'officer', name: 'station' };
const OF_CODE: Readonly<Record<string, Step>> = {
  unknown_unit: 'unit',
  unknown_place: 'unit',
  bad_units: 'unit',
  weak_passphrase: 'passphrase',
};

/** The step whose answer caused a refusal; the last one before creation when none did. */
export function stepOf(failure: Pick<AppFailure, 'code' | 'params'>): Step {
  return OF_CODE[failure.code] ?? OF_FIELD[String(failure.params['field'])] ?? 'station';
}

/** The question to the engine. A root brings the list of its units; others get it with enrolment. */
export function request(typed: Typed, units: UnitIn[] | null): CreateStationReq {
  const { unit, login, name, title, passphrase, station } = typed;
  return {
    unit: unit.trim(),
    name: station,
    officer: { login, name, title },
    passphrase,
    sandbox: false,
    units,
  };
}

/** Units that a book can be made for, out of what was found: those that last; a root is a province. */
export function offered(found: readonly PlaceOut[], hasAbove: boolean): PlaceOut[] {
  return found.filter((place) => place.to === null && (hasAbove || place.level === 'province'));
}
