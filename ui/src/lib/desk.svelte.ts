// What the whole window knows: the engine, who works, which screen, what runs, what was said.

import { getContext, setContext } from 'svelte';

import type { AppVersionRes, StoreStateRes, Whoami } from '../gen/commands';
import { AppFailure, type CommandName, type Commands, type Host } from './host/types';
import type { ScreenId } from './screens';

/** Where on a screen: period, unit, record… by name. */
export type Place = Readonly<Record<string, string | undefined>>;

/** Work that takes longer than a moment. */
export interface Task {
  readonly id: number;
  readonly label: string;
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  readonly cancel: () => void;
}

/** A short word that something is done. */
export interface Told {
  readonly id: number;
  readonly tone: 'good' | 'info' | 'warning';
  readonly says: string;
}

/** How long a word stays, and the shortest time between two signs of life. */
const TOLD_MS = 6000;
const TOUCH_MS = 5000;

/** The desk of one window. */
export class Desk {
  version = $state<AppVersionRes | undefined>();
  store = $state<StoreStateRes | undefined>();
  failure = $state<AppFailure | undefined>();
  screen = $state<ScreenId>('today');
  place = $state.raw<Place>({});
  tasks = $state.raw<readonly Task[]>([]);
  told = $state.raw<readonly Told[]>([]);
  /** Counts up when something outside a screen changed what screens show; effects that read it ask again. */
  changes = $state(0);
  private lastTouch = 0;
  private nextId = 1;

  constructor(readonly host: Host) {
    host.onLocked(() => void this.refresh());
  }

  /** Who works; only asked for while the store is open. */
  get whoami(): Whoami {
    const whoami = this.store?.whoami;
    if (!whoami) {
      throw new AppFailure('locked', {});
    }
    return whoami;
  }

  /** Asks the engine what stands; a refusal is the window's own. */
  async refresh(): Promise<void> {
    try {
      const [version, store] = await Promise.all([
        this.version ?? this.host.call('app_version', {}),
        this.host.call('store_state', {}),
      ]);
      this.version = version;
      this.store = store;
      this.failure = undefined;
    } catch (rejection) {
      this.failure = AppFailure.from(rejection);
    }
  }

  /** Sends a command. A store that was locked meanwhile shows its door. */
  async call<C extends CommandName>(
    cmd: C,
    payload: Commands[C]['req'],
  ): Promise<Commands[C]['res']> {
    try {
      return await this.host.call(cmd, payload);
    } catch (rejection) {
      throw await this.taken(rejection);
    }
  }

  /** Sends a command that takes its time: shown with progress, can be cancelled. */
  async run<C extends CommandName>(
    label: string,
    cmd: C,
    payload: Commands[C]['req'],
  ): Promise<Commands[C]['res']> {
    const id = this.nextId++;
    const abort = new AbortController();
    const start: Task = { id, label, stage: '', done: 0, total: 0, cancel: () => abort.abort() };
    this.tasks = [...this.tasks, start];
    const onProgress = (step: Pick<Task, 'stage' | 'done' | 'total'>): void => {
      this.tasks = this.tasks.map((task) => (task.id === id ? { ...task, ...step } : task));
    };
    try {
      return await this.host.call(cmd, payload, { onProgress, signal: abort.signal });
    } catch (rejection) {
      throw await this.taken(rejection);
    } finally {
      this.tasks = this.tasks.filter((task) => task.id !== id);
    }
  }

  /** Opens a screen. */
  go(screen: ScreenId, place: Place = {}): void {
    this.screen = screen;
    this.place = place;
  }

  /** Says that something is done. What went wrong is said beside its cause, not here. */
  tell(tone: Told['tone'], says: string): void {
    const id = this.nextId++;
    this.told = [...this.told, { id, tone, says }];
    setTimeout(() => this.untell(id), TOLD_MS);
  }

  /** Takes a word back. */
  untell(id: number): void {
    this.told = this.told.filter((one) => one.id !== id);
  }

  /** Something changed that other screens show. */
  changed(): void {
    this.changes += 1;
  }

  /** Someone is at the machine. */
  touch(): void {
    const now = Date.now();
    if (now - this.lastTouch > TOUCH_MS) {
      this.lastTouch = now;
      this.host.touch();
    }
  }

  /** Shuts the book. */
  async lock(): Promise<void> {
    await this.host.call('lock', {});
    await this.refresh();
  }

  private async taken(rejection: unknown): Promise<AppFailure> {
    const failure = AppFailure.from(rejection);
    if (failure.code === 'locked') {
      await this.refresh();
    }
    return failure;
  }
}

const KEY = Symbol('desk');

/** Gives the desk to everything below a component. */
export function provideDesk(desk: Desk): Desk {
  return setContext(KEY, desk);
}

/** The desk of the window. */
export function useDesk(): Desk {
  return getContext<Desk>(KEY);
}
