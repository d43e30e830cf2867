// What the window may ask of the product, whichever host carries the question.

import type { Commands } from '../../gen/commands';

export type { Commands };

/** The life of a store, as the window tells it to a person. */
export const STORE_STATES = ['missing', 'locked', 'open', 'newer', 'damaged'] as const;

/** One state of the store. */
export type StoreStateName = (typeof STORE_STATES)[number];

/** The name of a command. */
export type CommandName = keyof Commands;

/** One step of long work. */
export interface Step {
  stage: string;
  done: number;
  total: number;
}

/** How a caller follows long work, and how it says that nobody wants it any more. */
export interface Watch {
  onProgress?: (step: Step) => void;
  signal?: AbortSignal;
}

/** What a person is asked to choose: files to read, a folder, or where to save. */
export interface PickReq {
  kind: 'open' | 'open_many' | 'folder' | 'save';
  title: string;
  /** The file name offered first, when saving. */
  name?: string;
  /** Endings without the dot; every file when left out. */
  extensions?: string[];
}

/** What the window stands on: it carries commands to the product and tells what happens outside. */
export interface Host {
  /**
   * Carries out a command; a refusal is thrown as an `AppFailure`. An aborted command answers
   * `cancelled` and changed nothing; one that was done before the abort reached it answers as ever.
   */
  call<C extends CommandName>(
    cmd: C,
    payload: Commands[C]['req'],
    watch?: Watch,
  ): Promise<Commands[C]['res']>;
  /** Lets a person choose; nothing when they change their mind. */
  pick(req: PickReq): Promise<string[]>;
  /** Files were dropped on the window. Like every `on…`, answers how to stop listening. */
  onDrop(handler: (paths: string[]) => void): () => void;
  /** Files are being held over the window, or no longer. */
  onDragging(handler: (over: boolean) => void): () => void;
  /** The host locked the store by itself: nobody was there, or the machine slept. */
  onLocked(handler: () => void): () => void;
  /** Someone is at the machine; called at most every few seconds. */
  touch(): void;
  /** The first screen is painted; called once. */
  ready(): void;
}

let tasks = 0;

/** A name for one piece of work that no other work of this host has, nor had before a reload. */
export function taskName(): string {
  tasks += 1;
  return `${performance.timeOrigin.toString(36)}-${tasks.toString(36)}`;
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
