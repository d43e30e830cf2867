// What the window may ask of the product, whichever host carries the question.

/** The life of a store, as the window tells it to a person. */
export const STORE_STATES = ['missing', 'locked', 'open', 'newer', 'damaged'] as const;

/** One state of the store. */
export type StoreStateName = (typeof STORE_STATES)[number];

/** Every command this window sends, with what goes in and what comes back. */
export interface Commands {
  app_version: { req: Record<string, never>; res: { version: string; released_on: string } };
  store_state: { req: Record<string, never>; res: { state: StoreStateName; sandbox: boolean } };
}

/** The name of a command. */
export type CommandName = keyof Commands;

/** Carries commands to the product; a refusal is thrown as an `AppFailure`. */
export interface Host {
  call<C extends CommandName>(cmd: C, payload: Commands[C]['req']): Promise<Commands[C]['res']>;
}

/** What a failure says beside its code. */
export type FailureParams = Readonly<Record<string, string | number>>;

/** A command that could not be carried out. The words for `code` are in the locale file. */
export class AppFailure extends Error {
  override readonly name = 'AppFailure';

  constructor(
    readonly code: string,
    readonly params: FailureParams,
  ) {
    super(code);
  }

  /** Reads whatever a host rejected with; what is not on the wire format is a bug of ours. */
  static from(rejection: unknown): AppFailure {
    if (rejection instanceof AppFailure) {
      return rejection;
    }
    if (isObject(rejection) && typeof rejection['code'] === 'string') {
      return new AppFailure(rejection['code'], plainParams(rejection['params']));
    }
    // The text is dropped on purpose: it may quote what a person typed.
    return new AppFailure('bug', {});
  }
}

function plainParams(params: unknown): FailureParams {
  const entries = isObject(params) ? Object.entries(params) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string | number] =>
    ['string', 'number'].includes(typeof entry[1]),
  ));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
