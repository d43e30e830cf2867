// One laptop: a folder, a host over it, and a browser window of its own.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser, BrowserContext, Page } from '@playwright/test';

import type { Commands, WireError } from '../../../ui/src/gen/commands';
import { HostProgram } from './host';
import { PageGuard } from './guard';

/** The name of a command. */
export type CommandName = keyof Commands;

/** The passphrase of every station that tests make. */
export const PASSPHRASE = 'bon tu de nho nhe';

/** The login of the officer who may do everything, on every station that tests make. */
export const LOGIN = 'truong';

/** A command that was refused. */
export class Refused extends Error {
  constructor(
    readonly cmd: string,
    readonly code: string,
    readonly params: WireError['params'],
  ) {
    super(`${cmd}: ${code} ${JSON.stringify(params)}`);
  }
}

/** What a station needs to be made. */
export interface StationOptions {
  /** A name for its folder, for whoever looks at a failure. */
  name: string;
  /** A folder of the test; the station's own folder is made in it. */
  dir: string;
  /** The day it is, dd/mm/yyyy. */
  today: string;
  /** When the test began: eight in the morning of that day. */
  began: number;
  /** The browser its window opens in; windows open as the configuration says. */
  browser: Browser;
}

/** One laptop. */
export class Station {
  /** The station's folder; empty until a station is made in it. */
  readonly store: string;
  #host: HostProgram;
  #guard: PageGuard | undefined;
  #context: BrowserContext | undefined;
  #page: Page | undefined;

  private constructor(readonly options: StationOptions) {
    this.store = join(options.dir, options.name);
    const { today, began } = options;
    this.#host = new HostProgram({ store: this.store, today, began });
  }

  /** Starts a host over an empty folder. */
  static async start(options: StationOptions): Promise<Station> {
    mkdirSync(join(options.dir, options.name), { recursive: true });
    const station = new Station(options);
    await station.#host.start();
    return station;
  }

  /** Where the window is. */
  get url(): string {
    return this.#host.url;
  }

  /** The window; `open` opens it. */
  get page(): Page {
    if (!this.#page) {
      throw new Error(`the window of ${this.options.name} is not open`);
    }
    return this.#page;
  }

  /** A path in the test's folder, for files that go from hand to hand. */
  path(...names: string[]): string {
    return join(this.options.dir, ...names);
  }

  /** Carries out a command beside the window, to arrange or to look; throws `Refused`. */
  async rpc<C extends CommandName>(cmd: C, payload: Commands[C]['req']): Promise<Commands[C]['res']> {
    const text = await (await this.#post('/rpc', { cmd, payload })).text();
    const last = JSON.parse(text.trim().split('\n').at(-1) ?? 'null') as
      | { ok: Commands[C]['res'] }
      | { error: WireError };
    if ('error' in last) {
      throw new Refused(cmd, last.error.code, last.error.params);
    }
    return last.ok;
  }

  /** Opens the window and waits until it has its letters; a second call shows it anew. */
  async open(): Promise<Page> {
    if (!this.#page) {
      this.#context = await this.options.browser.newContext();
      this.#page = await this.#context.newPage();
      this.#guard = await PageGuard.over(this.#page, this.url);
    }
    // A window that listens is told of the next lock.
    const listens = this.#page.waitForResponse((response) => response.url().endsWith('/events'));
    await Promise.all([listens, this.#page.goto(this.url)]);
    await this.#page.locator('#app > *').first().waitFor();
    await this.#page.evaluate(() => document.fonts.ready.then(() => undefined));
    return this.#page;
  }

  /** What the next file dialogs are answered, one list for each; a dialog without one is cancelled. */
  async picks(...dialogs: string[][]): Promise<void> {
    for (const paths of dialogs) {
      await this.#post('/test/pick', { paths });
    }
  }

  /** Locks the store as the idle timer does. */
  async lock(): Promise<void> {
    await this.#post('/test/lock', {});
  }

  /** Unlocks the store beside the window. */
  async unlock(passphrase = PASSPHRASE, login: string | null = null): Promise<void> {
    await this.rpc('unlock', { login, passphrase });
  }

  /** Ends the host as a power cut does; requests of the window then fail. */
  async kill(): Promise<void> {
    this.#guard?.hostGoesAway();
    await this.#host.kill();
  }

  /**
   * Ends the host as a power cut does and starts it again over the same folder and port, perhaps on
   * another day. The store is locked then; the window is not reloaded.
   */
  async restart(options: { today?: string } = {}): Promise<void> {
    await this.kill();
    await this.#host.start(options);
  }

  /** Ends everything, and answers what went wrong that nobody asked about. */
  async end(): Promise<string[]> {
    const problems = [...(this.#guard?.problems ?? [])];
    await this.#context?.close();
    await this.#host.kill();
    if (this.#host.errors.includes('panicked')) {
      problems.push(this.#host.errors);
    }
    return problems.map((problem) => `${this.options.name}: ${problem}`);
  }

  async #post(path: string, body: unknown): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`${path} answers ${response.status}: ${await response.text()}`);
    }
    return response;
  }
}
